// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import smile.util.SparseArray;

/**
 * A fitted tf-idf weighting (Salton and Buckley 1988), as scikit-learn's with sublinear tf: (1 +
 * log count) · idf with idf = 1 + log((1 + n) / (1 + document frequency)), and rows of L2 norm 1.
 * Terms used by few groups (authors) are left out, since they identify the author.
 *
 * @param column the column of each term id; -1 if the term is left out
 * @param idf the idf of each column
 */
record TfIdf(int[] column, float[] idf) {
    /**
     * Fits the weighting.
     *
     * @param groups the group of each text
     * @param used texts to fit on; the others are ignored
     * @param terms number of term ids
     * @param minGroups number of groups that must use a term
     */
    static TfIdf fit(List<NgramCounts> texts, String[] groups, boolean[] used, int terms, int minGroups) {
        int[] textFrequency = new int[terms];
        int[] groupFrequency = new int[terms];
        int[] lastGroup = new int[terms];
        int n = 0;
        int group = 0;
        for (List<Integer> members : members(groups, used)) {
            group++;
            for (int i : members) {
                n++;
                for (int term : texts.get(i).terms()) {
                    textFrequency[term]++;
                    if (lastGroup[term] != group) {
                        lastGroup[term] = group;
                        groupFrequency[term]++;
                    }
                }
            }
        }
        int[] column = new int[terms];
        float[] idf = new float[terms];
        int width = 0;
        for (int term = 0; term < terms; term++) {
            column[term] = groupFrequency[term] >= minGroups ? width : -1;
            if (column[term] >= 0) {
                idf[width++] = (float) (1 + Math.log((1.0 + n) / (1 + textFrequency[term])));
            }
        }
        return new TfIdf(column, Arrays.copyOf(idf, width));
    }

    private static Collection<List<Integer>> members(String[] groups, boolean[] used) {
        Map<String, List<Integer>> members = new HashMap<>();
        for (int i = 0; i < groups.length; i++) {
            if (used[i]) {
                members.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
            }
        }
        return members.values();
    }

    int width() {
        return idf.length;
    }

    /** Weights a text's terms; values have float precision. */
    SparseArray row(NgramCounts text) {
        float[] values = new float[text.terms().length];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            int at = column[text.terms()[i]];
            if (at >= 0) {
                values[i] = (float) (1 + Math.log(text.counts()[i])) * idf[at];
                squares += values[i] * values[i];
            }
        }
        float norm = (float) Math.sqrt(Math.max(squares, 1e-30));
        SparseArray row = new SparseArray(values.length);
        for (int i = 0; i < values.length; i++) {
            if (column[text.terms()[i]] >= 0) {
                row.append(column[text.terms()[i]], values[i] / norm);
            }
        }
        return row;
    }
}
