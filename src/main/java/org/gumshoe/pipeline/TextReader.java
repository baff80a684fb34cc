// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.lm.transformer.ReadText;
import org.gumshoe.steer.control.RepeatedWords;
import org.gumshoe.steer.control.TextReading;

/**
 * Reader of generated texts: the unsteered model reads each after its opening, in one forward pass.
 *
 * @param likelihoods whether to read likelihoods too, which takes several times as long
 */
public record TextReader(SteerableModel model, int[] layers, boolean likelihoods) {
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
        if (likelihoods) {
            List<ReadText> read = model.readWithLikelihoods(ids, first, layers);
            return IntStream.range(0, first.length)
                    .mapToObj(i -> new TextReading(
                            means(read.get(i).states(), first[i]),
                            Arrays.stream(read.get(i).nll()).average().orElse(0),
                            RepeatedWords.of(texts.get(i))))
                    .toList();
        }
        TextReading[] read = new TextReading[first.length];
        model.read(
                ids,
                layers,
                (i, states) -> means(states, first[i]),
                (means, i) -> read[i] = new TextReading(means, 0, RepeatedWords.of(texts.get(i))));
        return List.of(read);
    }

    private Map<Integer, float[]> means(HiddenStates states, int first) {
        Map<Integer, float[]> means = new HashMap<>();
        for (int layer : layers) {
            means.put(layer, states.mean(layer, Math.min(first, states.length() - 1)));
        }
        return means;
    }

    /**
     * Reads the mean activations of texts at one layer.
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
