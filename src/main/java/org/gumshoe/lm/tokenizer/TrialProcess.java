// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a process that tries a tokenizer.json from its standard input on texts of many
 * kinds, and tells by its exit code what came of it.
 */
final class TrialProcess {
    static final int PASSED = 0;
    static final int REFUSED = 3;
    static final int NO_LIBRARY = 4;

    private TrialProcess() {}

    /**
     * Tries the tokenizer.
     *
     * @param arguments a file that receives what is wrong; it is there before native code is called
     */
    public static void main(String[] arguments) throws IOException {
        Path verdict = Files.writeString(Path.of(arguments[0]), "");
        System.exit(exitCode(System.in.readAllBytes(), verdict));
    }

    private static int exitCode(byte[] json, Path verdict) throws IOException {
        try (HuggingFaceTokenizer tokenizer =
                HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), FastTokenizer.OPTIONS)) {
            for (String text : texts()) {
                for (boolean special : new boolean[] {true, false}) {
                    Encoding encoding = tokenizer.encode(text, special, false);
                    encoding.getCharTokenSpans();
                    tokenizer.decode(encoding.getIds(), special);
                }
            }
            return PASSED;
        } catch (LinkageError e) {
            Files.writeString(verdict, String.valueOf(e.getMessage()));
            return NO_LIBRARY;
        } catch (Exception | OutOfMemoryError e) {
            Files.writeString(verdict, e.getMessage() == null ? e.toString() : e.getMessage());
            return REFUSED;
        }
    }

    /** Returns ordinary texts, odd ones, and every character of the basic plane in short words. */
    private static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "The inspector’s alibi — “don’t!” she said — cost $1,234.50 (or 7%).\r\n\tWhy?",
                "a".repeat(1000) + " ".repeat(1000) + "'".repeat(1000) + "\n".repeat(100) + "1".repeat(1000),
                "e\u0301\u0323 \u1112\u1161\u11ab ﬁ ① Å \ufdfa ĳ \u0f77 \u200d\u00ad\ufeff",
                "👩\u200d👩\u200d👧\u200d👦 🇩🇪 👍🏽 𝔊𝔲𝔪 \ud83d\ude00 नमस्ते สวัสดี 你好，世界 שלום مرحبا",
                "<s></s><unk><|endoftext|>[CLS][SEP][PAD]<0x0A>▁▁▁Ġ##a@@"));
        StringBuilder all = new StringBuilder();
        for (int c = 1; c <= 0xFFFF; c++) {
            if (!Character.isSurrogate((char) c) && Character.isDefined(c)) {
                all.append((char) c).append(c % 8 == 0 ? " " : "");
            }
        }
        texts.add(all.toString());
        return texts;
    }
}
