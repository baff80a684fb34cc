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

/** HuggingFace's tokenizers library behind {@link Tokenizer}. */
public final class FastTokenizer implements Tokenizer, AutoCloseable {
    /**
     * Tokens by which models end a text or a turn; which of them a model has, its vocabulary tells.
     */
    public static final Set<String> ENDS = Set.of(
            "</s>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "<|im_end|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<eos>",
            "<end_of_turn>",
            "<|end|>");

    private final HuggingFaceTokenizer tokenizer;
    private final int bos;
    private final Set<Integer> ends;

    /**
     * @param json a tokenizer.json
     * @param ends ids that end a text
     * @param source what to name in a complaint
     */
    public FastTokenizer(byte[] json, Set<Integer> ends, Object source) {
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true"));
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    "The tokenizer of " + source + " cannot be used (" + e.getMessage() + "); download it again.", e);
        }
        this.ends = Set.copyOf(new TreeSet<>(ends));
        int[] empty = encode("");
        this.bos = empty.length > 0 ? empty[0] : -1;
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
            if (end < codePoints) { // never seen, but nothing forbids it
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
    public int bos() {
        return bos;
    }

    @Override
    public Set<Integer> ends() {
        return ends;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    /**
     * Half a surrogate pair cannot cross to native code; it becomes the replacement character,
     * which is as long.
     */
    private Encoding encoding(String text, boolean special) {
        StringBuilder whole = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                whole = whole == null ? new StringBuilder(text) : whole;
                whole.setCharAt(i, '\uFFFD');
            }
        }
        return tokenizer.encode(whole == null ? text : whole.toString(), special, false);
    }

    private static int[] ids(Encoding encoding) {
        return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    }
}
