// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.Set;
import java.util.TreeSet;

/**
 * A choice of the matrices that the engine multiplies in eight bits, in a model of {@code Precision.INT8}.
 *
 * @param eightBits whether it multiplies any so
 * @param f32 those of the blocks that stay in f32 then, such as "11.down_proj"
 * @param reason what was measured, in a sentence
 */
public record ReadingPlan(boolean eightBits, Set<String> f32, String reason) {
    /** Everything in eight bits. */
    static final ReadingPlan ALL = new ReadingPlan(true, Set.of(), "nothing was measured");

    public ReadingPlan {
        f32 = Set.copyOf(f32);
    }

    /** Returns the plan in which nothing is in eight bits. */
    public static ReadingPlan inF32(String reason) {
        return new ReadingPlan(false, Set.of(), reason);
    }

    static String name(int block, String matrix) {
        return block + "." + matrix;
    }

    boolean isEightBit(int block, String matrix) {
        return eightBits && !f32.contains(name(block, matrix));
    }

    @Override
    public String toString() {
        String what = !eightBits
                ? "in f32"
                : f32.isEmpty() ? "in eight bits" : "in eight bits but for " + String.join(", ", new TreeSet<>(f32));
        return what + " (" + reason + ")";
    }
}
