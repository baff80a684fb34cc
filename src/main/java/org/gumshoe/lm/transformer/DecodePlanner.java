// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.cpu.GgmlMatrix;
import org.gumshoe.lm.cpu.MatrixStopwatch;
import org.gumshoe.lm.cpu.PackedMatrix;
import org.gumshoe.lm.cpu.StoredMatrix;
import org.gumshoe.lm.cpu.VectorApi;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A planner that measures each kind of matrix of a model (shape and stored types) with several
 * numbers of texts: as the file stores it, as the engine has packed it, and by the engine. It takes
 * some ten seconds, once.
 */
final class DecodePlanner {
    /** By how much the engine must be slower at reading a prompt before Java reads it. */
    private static final double PREFILL_LOSS = 2;

    /**
     * Most texts that are multiplied in eight bits. Up to four of them were faster so on all machines at hand, since
     * lanes in f32 take as long for one text as for eight; for more the gain is not worth the rounding.
     */
    private static final int FEW = 4;

    /** Part of the time in f32 that products of several texts in eight bits may take to be worth their rounding. */
    private static final double WORTH_ROUNDING = .8;

    private final Transformer transformer;

    DecodePlanner(Transformer transformer) {
        this.transformer = transformer;
    }

    /** Matrices that take equally long. */
    private record Kind(String name, String types, int rows, int columns) {}

    /** Measures, and chooses what was fastest. */
    DecodePlan measure() {
        Map<Kind, List<List<WeightReader>>> examples = new LinkedHashMap<>();
        for (StoredWeights weights : stored(transformer).toList()) {
            for (Map.Entry<String, List<WeightReader>> matrix :
                    weights.matrices().entrySet()) {
                Optional<StoredMatrix> stored = StoredMatrix.of(matrix.getValue());
                if (stored.isEmpty()) {
                    return packedOnly(matrix.getKey());
                }
                Kind kind = new Kind(
                        matrix.getKey(),
                        stored.get().types(),
                        stored.get().outFeatures(),
                        stored.get().inFeatures());
                examples.computeIfAbsent(kind, k -> new ArrayList<>()).add(matrix.getValue());
            }
        }
        Map<Kind, MatrixStopwatch.Times> times = new LinkedHashMap<>();
        try (MatrixStopwatch stopwatch =
                new MatrixStopwatch(transformer.packer(), transformer.eightBits(), transformer.manager())) {
            examples.forEach((kind, matrices) ->
                    times.put(kind, stopwatch.of(matrices, kind.name().equals("lm_head"))));
        }
        return choose(times);
    }

    private static Stream<StoredWeights> stored(Transformer transformer) {
        return Stream.concat(transformer.storedBlocks().stream(), Stream.of(transformer.storedHead()));
    }

    /** Where a file stores matrices transposed, a single text is decoded on the engine's, if those are in panels. */
    private DecodePlan packedOnly(String name) {
        String reason = name + " is not stored row by row";
        return transformer.packer().packs()
                ? new DecodePlan(1, false, transformer.storedMatrixNames(), Map.of(), reason)
                : DecodePlan.engine(reason);
    }

    private static DecodePlan choose(Map<Kind, MatrixStopwatch.Times> times) {
        Set<String> packed = new HashSet<>();
        Map<String, Integer> eightBits = new HashMap<>();
        // a block's matrices of one name may differ in type
        Map<String, MatrixStopwatch.Times> byName = new LinkedHashMap<>();
        times.forEach((kind, time) -> byName.merge(kind.name(), time, MatrixStopwatch.Times::plus));
        double[] java = new double[MatrixStopwatch.TEXTS.length];
        double[] engine = new double[MatrixStopwatch.TEXTS.length];
        byName.forEach((name, time) -> {
            double shortest = Math.min(time.stored()[0], Math.min(time.packed(), time.eightBits()[0]));
            int few = shortest == time.eightBits()[0] ? 1 : 0;
            if (few == 0 && shortest == time.packed()) {
                packed.add(name);
            }
            java[0] += shortest;
            engine[0] += time.engine()[0];
            for (int i = 1; i < MatrixStopwatch.TEXTS.length; i++) {
                if (few == i
                        && MatrixStopwatch.TEXTS[i] <= FEW
                        && time.eightBits()[i] < WORTH_ROUNDING * time.stored()[i]) {
                    few++;
                }
                java[i] += few > i ? time.eightBits()[i] : time.stored()[i];
                engine[i] += time.engine()[i];
            }
            if (few > 0) {
                eightBits.put(name, MatrixStopwatch.TEXTS[few - 1]);
            }
        });
        int javaTexts = 0;
        for (int i = 0; i < MatrixStopwatch.TEXTS.length && java[i] <= engine[i]; i++) {
            javaTexts = i == MatrixStopwatch.TEXTS.length - 1 ? Integer.MAX_VALUE : MatrixStopwatch.TEXTS[i];
        }
        int last = MatrixStopwatch.TEXTS.length - 1;
        boolean javaPrefill = packed.isEmpty() && javaTexts > 0 && java[last] < PREFILL_LOSS * engine[last];
        return new DecodePlan(javaTexts, javaPrefill, packed, eightBits, reason(java, engine));
    }

    private static String reason(double[] java, double[] engine) {
        StringBuilder reason = new StringBuilder("ms of all products, Java / engine:");
        for (int i = 0; i < MatrixStopwatch.TEXTS.length; i++) {
            reason.append(String.format(
                    Locale.ROOT,
                    "%s %d texts %.1f / %.1f",
                    i == 0 ? "" : ",",
                    MatrixStopwatch.TEXTS[i],
                    1000 * java[i],
                    1000 * engine[i]));
        }
        return reason.toString();
    }

    /**
     * Returns the plan where nothing can be measured. Where the engine packs matrices it decodes, but for a single
     * text, which multiplies these; a head of eight bits is read as it is stored. Where it packs none, the weights are
     * read as they are stored, if ggml has kernels for all of them.
     */
    static DecodePlan safe(Transformer transformer, String reason) {
        if (!transformer.packer().packs() || !PackedMatrix.isFast()) {
            Set<String> eightBits = withKernels(transformer);
            return eightBits.equals(transformer.storedMatrixNames())
                    ? DecodePlan.eightBits(eightBits, FEW, reason)
                    : DecodePlan.engine(reason);
        }
        Set<String> packed = transformer.storedMatrixNames();
        Optional<StoredMatrix> head =
                StoredMatrix.of(transformer.storedHead().matrices().get("lm_head"));
        if (head.isPresent() && head.get().types().equals("Q8_0")) {
            packed.remove("lm_head");
        }
        return new DecodePlan(1, false, packed, Map.of(), reason);
    }

    /** Returns the names of those matrices that ggml multiplies in every block. */
    private static Set<String> withKernels(Transformer transformer) {
        Set<String> names = new HashSet<>(transformer.storedMatrixNames());
        stored(transformer)
                .flatMap(weights -> weights.matrices().entrySet().stream())
                .filter(matrix -> GgmlMatrix.of(matrix.getValue()).isEmpty())
                .forEach(matrix -> names.remove(matrix.getKey()));
        return names;
    }

    /**
     * Returns the plan where there is nothing to choose, or where the system property {@code
     * gumshoe.decoding} chooses.
     *
     * @throws BadInputException when the property names no way of decoding
     */
    static Optional<DecodePlan> withoutMeasuring(Transformer transformer) {
        if (!VectorApi.isPresent()) {
            return Optional.of(DecodePlan.engine("the VM was started without jdk.incubator.vector"));
        }
        if (transformer.manager().getDevice().isGpu()) {
            return Optional.of(DecodePlan.engine("the model is on a GPU"));
        }
        String requested = System.getProperty(DecodePlan.PROPERTY, DecodePlan.MEASURED);
        String reason = "by -D" + DecodePlan.PROPERTY;
        return switch (requested) {
            case "packed", DecodePlan.MEASURED -> Optional.empty();
            case "engine" -> Optional.of(DecodePlan.engine(reason));
            case "java" -> Optional.of(DecodePlan.java(reason));
            case "ggml" -> Optional.of(DecodePlan.eightBits(withKernels(transformer), FEW, reason));
            default ->
                throw new BadInputException("-D" + DecodePlan.PROPERTY + "=" + requested
                        + " is not a way of decoding; give packed, measured, java, ggml or engine.");
        };
    }
}
