// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reference values of gensim on six documents of twelve words and three topics; lambda is
 * transposed to [word][topic], as in {@link TopicModel}.
 */
record GensimReference(JsonNode json) {
    static GensimReference load() {
        return new GensimReference(read("gensim.json"));
    }

    static JsonNode read(String name) {
        try (InputStream in = GensimReference.class.getResourceAsStream("/lda/" + name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double[] alpha() {
        return doubles(json.get("alpha"));
    }

    double number(String field) {
        return json.get(field).asDouble();
    }

    String[] words() {
        String[] words = new String[json.get("words").size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = json.get("words").get(i).asText();
        }
        return words;
    }

    double[][] byWord(String field) {
        JsonNode topics = json.get(field);
        double[][] rows = new double[topics.get(0).size()][topics.size()];
        for (int k = 0; k < topics.size(); k++) {
            for (int w = 0; w < rows.length; w++) {
                rows[w][k] = topics.get(k).get(w).asDouble();
            }
        }
        return rows;
    }

    double[][] gamma() {
        double[][] gamma = new double[json.get("gamma").size()][];
        for (int d = 0; d < gamma.length; d++) {
            gamma[d] = doubles(json.get("gamma").get(d));
        }
        return gamma;
    }

    int documents() {
        return json.get("documents").size();
    }

    int[] column(int document, int column) {
        JsonNode pairs = json.get("documents").get(document);
        int[] values = new int[pairs.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = pairs.get(i).get(column).asInt();
        }
        return values;
    }

    /** The documents, with words numbered as in the reference. */
    Minibatch minibatch() {
        int[] rows = IntStream.range(0, words().length).toArray();
        int[] starts = new int[documents() + 1];
        List<Integer> words = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        for (int d = 0; d < documents(); d++) {
            IntStream.of(column(d, 0)).forEach(words::add);
            IntStream.of(column(d, 1)).forEach(counts::add);
            starts[d + 1] = words.size();
        }
        int[] times = counts.stream().mapToInt(Integer::intValue).toArray();
        return new Minibatch(
                rows,
                rows.length,
                starts,
                words.stream().mapToInt(Integer::intValue).toArray(),
                times,
                IntStream.of(times).sum());
    }

    /** A table whose lambda is the reference's. */
    LambdaTable table() {
        LambdaTable table = new LambdaTable(alpha().length, number("eta"), 1);
        for (double[] row : byWord("lambdaTopicsByWords")) {
            double[] initial = row.clone();
            for (int k = 0; k < row.length; k++) {
                initial[k] -= number("eta");
            }
            table.add(initial, null);
        }
        return table;
    }

    static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
