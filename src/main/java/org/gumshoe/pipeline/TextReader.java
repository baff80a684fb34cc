// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.transformer.ReadText;
import org.gumshoe.steer.control.RepeatedWords;
import org.gumshoe.steer.control.TextReading;

/** Reader of generated texts: the unsteered model reads each after its opening, in one forward pass. */
public record TextReader(SteerableModel model, int[] layers) {
    /**
     * Reads texts.
     *
     * @param opening of them all, without the prefix of an arm
     * @param texts its continuations
     */
    public List<TextReading> read(String opening, List<String> texts) {
        List<int[]> ids = texts.stream()
                .map(text -> model.tokenizer().encode(opening + text))
                .toList();
        int[] first = ids.stream().mapToInt(all -> first(opening, all)).toArray();
        List<ReadText> read = model.readWithLikelihoods(ids, first, layers);
        return IntStream.range(0, first.length)
                .mapToObj(i -> reading(read.get(i), first[i], texts.get(i)))
                .toList();
    }

    private TextReading reading(ReadText read, int first, String text) {
        Map<Integer, float[]> activations = new HashMap<>();
        for (int layer : layers) {
            activations.put(
                    layer,
                    read.states().mean(layer, Math.min(first, read.states().length() - 1)));
        }
        return new TextReading(activations, Arrays.stream(read.nll()).average().orElse(0), RepeatedWords.of(text));
    }

    /**
     * Reads the mean activations of texts at one layer, without their likelihoods, which take several times as long.
     *
     * @param openings of the texts, in their order
     */
    public List<float[]> activations(List<String> openings, List<String> texts, int layer) {
        List<int[]> ids = IntStream.range(0, texts.size())
                .mapToObj(i -> model.tokenizer().encode(openings.get(i) + texts.get(i)))
                .toList();
        float[][] means = new float[texts.size()][];
        model.read(
                ids,
                new int[] {layer},
                (i, states) -> states.mean(layer, Math.min(first(openings.get(i), ids.get(i)), states.length() - 1)),
                (mean, i) -> means[i] = mean);
        return List.of(means);
    }

    /** Where a text's first letters belong to the opening's last token, that token is read with it. */
    private int first(String opening, int[] ids) {
        return Math.max(1, Math.min(model.tokenizer().encode(opening).length, ids.length - 1));
    }
}
