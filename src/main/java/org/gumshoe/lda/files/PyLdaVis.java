// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;

/**
 * A writer of the JSON file that pyLDAvis draws a model from, with
 * {@code pyLDAvis.prepare(**json.load(open(FILE)))}.
 */
public final class PyLdaVis {
    private PyLdaVis() {}

    /** The arguments of {@code pyLDAvis.prepare}; shapes K x V, D x K, D, V, V. */
    private record Arguments(
            @JsonProperty("topic_term_dists") double[][] topics,
            @JsonProperty("doc_topic_dists") float[][] passages,
            @JsonProperty("doc_lengths") int[] lengths,
            @JsonProperty("vocab") String[] words,
            @JsonProperty("term_frequency") double[] frequencies) {}

    /**
     * Writes the file. Passages without a word of the vocabulary are left out, since pyLDAvis
     * divides by their length.
     */
    public static void write(TopicModel model, List<BagOfWords> passages, Path file) {
        int[] counts = new int[model.words().length];
        List<BagOfWords> known =
                passages.stream().filter(bag -> length(model, bag, counts) > 0).toList();
        double[][] topics = new double[model.topics()][model.words().length];
        double[] frequencies = new double[counts.length];
        double[] sums = model.topicSums();
        for (int k = 0; k < topics.length; k++) {
            for (int row = 0; row < counts.length; row++) {
                topics[k][row] = model.lambda()[row][k] / sums[k];
            }
        }
        // pyLDAvis rejects a frequency of zero, which a word has if these passages lack it
        Arrays.setAll(frequencies, row -> Math.max(counts[row], 0.5));
        TopicModelJson.writeJson(
                new Arguments(
                        topics,
                        known.parallelStream().map(model::proportions).toArray(float[][]::new),
                        known.stream().mapToInt(bag -> length(model, bag, null)).toArray(),
                        model.words(),
                        frequencies),
                file);
    }

    private static int length(TopicModel model, BagOfWords bag, int[] countsOrNull) {
        int length = 0;
        for (int i = 0; i < bag.words().length; i++) {
            int row = model.indexOf(bag.words()[i]);
            if (row >= 0) {
                length += bag.counts()[i];
                if (countsOrNull != null) {
                    countsOrNull[row] += bag.counts()[i];
                }
            }
        }
        return length;
    }
}
