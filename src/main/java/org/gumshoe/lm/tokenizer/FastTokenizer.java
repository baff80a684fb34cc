// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/** A {@link Tokenizer} that calls HuggingFace's tokenizers library. */
public final class FastTokenizer implements Tokenizer, AutoCloseable {
    /** Tokens that end a text or a turn in models whose vocabulary has them. */
    public static final Set<String> STOP_TOKENS = Set.of(
            "</s>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "<|im_end|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<eos>",
            "<end_of_turn>",
            "<|end|>");

    static final Map<String, String> OPTIONS =
            Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");

    private final HuggingFaceTokenizer tokenizer;
    private final int bosId;
    private final Set<Integer> stopTokens;

    /**
     * @param json content of a tokenizer.json
     * @param stopTokens ids of tokens that end a text or a turn
     * @param source file to name in error messages
     * @throws BadInputException when the library cannot read it
     */
    public FastTokenizer(byte[] json, Set<Integer> stopTokens, Object source) {
        requireSafe(json, source);
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    "The tokenizer of %s cannot be used (%s); download it again."
                            .formatted(source, VisibleText.quoted(String.valueOf(e.getMessage()))),
                    e);
        }
        this.stopTokens = Set.copyOf(new TreeSet<>(stopTokens));
        int[] empty = encode("");
        this.bosId = empty.length > 0 ? empty[0] : -1;
    }

    /**
     * Checks that a tokenizer.json will not end this process.
     *
     * @param source file to name in error messages
     * @throws BadInputException when it would
     */
    public static void requireSafe(byte[] json, Object source) {
        TokenizerTrial trial = new TokenizerTrial(json, source);
        if (!trial.hasPassed()) {
            new TokenizerCheck(source).check(TokenizerJson.read(json, source));
            trial.pass();
        }
    }

    @Override
    public int[] encode(String text) {
        return ids(encoding(text, true));
    }

    @Override
    public int[] encodeWithoutSpecial(String text) {
        return ids(encoding(text, false));
    }

    @Override
    public EncodedText encodeWithOffsets(String text) {
        Encoding encoding = encoding(text, true);
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] ends = new int[spans.length];
        int utf16 = 0;
        int codePoints = 0;
        for (int i = 0; i < spans.length; i++) {
            if (spans[i] == null) {
                continue;
            }
            int end = spans[i].getEnd();
            if (end < codePoints) { // never observed, but the library does not rule it out
                utf16 = 0;
                codePoints = 0;
            }
            utf16 = text.offsetByCodePoints(utf16, end - codePoints);
            codePoints = end;
            ends[i] = utf16;
        }
        return new EncodedText(ids(encoding), ends);
    }

    @Override
    public String decode(int[] ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
    }

    @Override
    public String token(int id) {
        return tokenizer.decode(new long[] {id}, false);
    }

    @Override
    public int bosId() {
        return bosId;
    }

    @Override
    public Set<Integer> stopTokens() {
        return stopTokens;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /**
     * Encodes a text. An unpaired surrogate cannot cross to native code; the replacement character,
     * which has the same length, takes its place.
     */
    private Encoding encoding(String text, boolean special) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                repaired = repaired == null ? new StringBuilder(text) : repaired;
                repaired.setCharAt(i, '\uFFFD');
            }
        }
        return tokenizer.encode(repaired == null ? text : repaired.toString(), special, false);
    }

    private static int[] ids(Encoding encoding) {
        return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    }
}
