// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weighs terms (Salton and Buckley 1988): (1 + log count) · idf, idf = 1 + log((1 + n) / (1 + texts
 * with the term)), rows scaled to length 1. A term enters when enough groups (authors) use it: what
 * only one author writes tells the author.
 *
 * @param column of each term, -1 when it did not enter
 * @param idf by column
 */
record TfIdf(int[] column, float[] idf) {
    /**
     * @param used which of the bags are looked at
     * @param terms how many terms there are
     */
    static TfIdf fit(List<NgramCounts> bags, String[] groups, boolean[] used, int terms, int minGroups) {
        int[] texts = new int[terms];
        int[] inGroups = new int[terms];
        int[] lastGroup = new int[terms];
        int n = 0;
        int number = 0;
        for (List<Integer> members : members(groups, used)) {
            number++;
            for (int i : members) {
                n++;
                for (int term : bags.get(i).terms()) {
                    texts[term]++;
                    if (lastGroup[term] != number) {
                        lastGroup[term] = number;
                        inGroups[term]++;
                    }
                }
            }
        }
        int[] column = new int[terms];
        float[] idf = new float[terms];
        int width = 0;
        for (int term = 0; term < terms; term++) {
            column[term] = inGroups[term] >= minGroups ? width : -1;
            if (column[term] >= 0) {
                idf[width++] = (float) (1 + Math.log((1.0 + n) / (1 + texts[term])));
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

    /** Columns ascend because terms do. */
    SparseRows.Row row(NgramCounts bag) {
        int[] columns = new int[bag.terms().length];
        float[] values = new float[columns.length];
        int kept = 0;
        double squares = 0;
        for (int i = 0; i < columns.length; i++) {
            int at = column[bag.terms()[i]];
            if (at >= 0) {
                columns[kept] = at;
                values[kept] = (float) (1 + Math.log(bag.counts()[i])) * idf[at];
                squares += values[kept] * values[kept];
                kept++;
            }
        }
        float norm = (float) Math.sqrt(Math.max(squares, 1e-30));
        for (int i = 0; i < kept; i++) {
            values[i] /= norm;
        }
        return new SparseRows.Row(Arrays.copyOf(columns, kept), Arrays.copyOf(values, kept));
    }
}
