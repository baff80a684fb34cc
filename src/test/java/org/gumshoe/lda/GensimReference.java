// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Figures of gensim on six documents of twelve words and three topics; lambda is transposed to [word][topic], as it is here. */
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

    /** A table whose lambda is the reference's. */
    LambdaTable table() {
        LambdaTable table = new LambdaTable(alpha().length, number("eta"));
        for (double[] row : byWord("lambdaTopicsByWords")) {
            double[] initial = row.clone();
            for (int k = 0; k < row.length; k++) {
                initial[k] -= number("eta");
            }
            table.add(initial, null);
        }
        return table;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
