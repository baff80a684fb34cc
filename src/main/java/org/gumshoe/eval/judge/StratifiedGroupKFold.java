// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.gumshoe.BadInputException;

/** Folds that keep groups whole, with as many groups of each kind in one as in another. */
final class StratifiedGroupKFold {
    private StratifiedGroupKFold() {}

    /**
     * @param wanted fewer are made when a kind has fewer groups
     * @return the fold of each case, from 0
     * @throws BadInputException when there are fewer than two groups of a kind
     */
    static int[] of(String[] groups, boolean[] positive, int wanted, long seed) {
        Map<String, Integer> balance = new TreeMap<>();
        for (int i = 0; i < groups.length; i++) {
            balance.merge(groups[i], positive[i] ? 1 : -1, Integer::sum);
        }
        Map<Boolean, List<String>> kinds = new HashMap<>();
        balance.forEach((group, sum) ->
                kinds.computeIfAbsent(sum > 0, k -> new ArrayList<>()).add(group));
        int fewest = Math.min(
                kinds.getOrDefault(true, List.of()).size(),
                kinds.getOrDefault(false, List.of()).size());
        if (fewest < 2) {
            throw new BadInputException("A judge needs texts by two authors of each kind; there are "
                    + kinds.getOrDefault(true, List.of()).size() + " positive and "
                    + kinds.getOrDefault(false, List.of()).size() + " other; give more books or other labels.");
        }
        Map<String, Integer> folds = new HashMap<>();
        int next = 0;
        for (boolean kind : new boolean[] {true, false}) {
            Collections.shuffle(kinds.get(kind), new Random(seed));
            for (String group : kinds.get(kind)) {
                folds.put(group, next++ % Math.min(wanted, fewest));
            }
        }
        int[] fold = new int[groups.length];
        for (int i = 0; i < fold.length; i++) {
            fold[i] = folds.get(groups[i]);
        }
        return fold;
    }
}
