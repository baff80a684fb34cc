// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.lm.script.BlockScriptSource;

/**
 * A choice of what computes the next tokens of a model on a processor.
 *
 * @param javaTexts most texts that are decoded together in Java; the engine decodes more
 * @param javaPrefill whether short prompts are read in Java too, so that the engine's copy of the weights
 *     is not needed to write texts
 * @param packed matrices that a single text multiplies as the engine has packed them, by their
 *     names in {@link BlockScriptSource}; all others are read as the file stores them
 * @param eightBits matrices that a few texts, rounded to eight bits, multiply by ggml's kernels, and the most texts
 *     for which they do
 * @param reason what was measured, in a sentence
 */
public record DecodePlan(
        int javaTexts, boolean javaPrefill, Set<String> packed, Map<String, Integer> eightBits, String reason) {
    static final String PROPERTY = "gumshoe.decoding";

    /** Default of {@link #PROPERTY}. */
    static final String MEASURED = "measured";

    public DecodePlan {
        packed = Set.copyOf(packed);
        eightBits = Map.copyOf(eightBits);
    }

    @Override
    public String toString() {
        String texts =
                switch (javaTexts) {
                    case 0 -> "by the engine";
                    case 1 -> "a single text in Java, more by the engine";
                    case Integer.MAX_VALUE -> "in Java";
                    default -> "up to " + javaTexts + " texts in Java, more by the engine";
                };
        String weights = " from the weights as they are stored"
                + (packed.isEmpty() ? "" : ", of a single text from the engine's " + sorted(packed))
                + (eightBits.isEmpty()
                        ? ""
                        : ", of up to so many texts in eight bits by ggml: " + new TreeMap<>(eightBits));
        String prompts = javaPrefill ? ", short prompts too" : ", prompts by the engine";
        return javaTexts == 0 ? texts + " (" + reason + ")" : texts + weights + prompts + " (" + reason + ")";
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    /** Returns whether a plan is to be measured: unless the system property {@code gumshoe.decoding} chooses. */
    public static boolean isMeasured() {
        return System.getProperty(PROPERTY, MEASURED).equals(MEASURED);
    }

    /** Returns the plan in which the engine does everything. */
    public static DecodePlan engine(String reason) {
        return new DecodePlan(0, false, Set.of(), Map.of(), reason);
    }

    /**
     * Returns a plan in which everything is done without the engine, and ggml multiplies for a few texts.
     *
     * @param matrices names of the matrices for which there is a kernel
     * @param texts the most for which it is used
     */
    static DecodePlan eightBits(Set<String> matrices, int texts, String reason) {
        Map<String, Integer> eightBits = matrices.stream().collect(Collectors.toMap(name -> name, name -> texts));
        return new DecodePlan(Integer.MAX_VALUE, true, Set.of(), eightBits, reason);
    }

    /** Returns a plan in which Java does everything, on the weights as they are stored. */
    public static DecodePlan java(String reason) {
        return new DecodePlan(Integer.MAX_VALUE, true, Set.of(), Map.of(), reason);
    }
}
