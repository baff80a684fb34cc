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

/**
 * A stratified group k-fold split: no group is in two folds, and each class has about the same
 * number of groups in every fold. The class of a group is that of most of its cases.
 */
final class StratifiedGroupKFold {
    private StratifiedGroupKFold() {}

    /**
     * Splits cases.
     *
     * @param maxFolds number of folds; fewer if a class has fewer groups
     * @return the fold of each case, from 0
     * @throws BadInputException if a class has fewer than two groups
     */
    static int[] of(String[] groups, boolean[] positive, int maxFolds, long seed) {
        Map<String, Integer> balance = new TreeMap<>();
        for (int i = 0; i < groups.length; i++) {
            balance.merge(groups[i], positive[i] ? 1 : -1, Integer::sum);
        }
        Map<Boolean, List<String>> groupsByClass = new HashMap<>();
        balance.forEach((group, sum) ->
                groupsByClass.computeIfAbsent(sum > 0, k -> new ArrayList<>()).add(group));
        int fewest = Math.min(
                groupsByClass.getOrDefault(true, List.of()).size(),
                groupsByClass.getOrDefault(false, List.of()).size());
        if (fewest < 2) {
            throw new BadInputException("A judge needs texts by two authors of each kind; there are "
                    + groupsByClass.getOrDefault(true, List.of()).size() + " positive and "
                    + groupsByClass.getOrDefault(false, List.of()).size() + " other; give more books or other labels.");
        }
        Map<String, Integer> folds = new HashMap<>();
        int next = 0;
        for (boolean isPositive : new boolean[] {true, false}) {
            Collections.shuffle(groupsByClass.get(isPositive), new Random(seed));
            for (String group : groupsByClass.get(isPositive)) {
                folds.put(group, next++ % Math.min(maxFolds, fewest));
            }
        }
        int[] fold = new int[groups.length];
        for (int i = 0; i < fold.length; i++) {
            fold[i] = folds.get(groups[i]);
        }
        return fold;
    }
}
