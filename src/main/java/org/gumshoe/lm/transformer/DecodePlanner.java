// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.cpu.PackedLayoutProbe;
import org.gumshoe.lm.cpu.PackedMatrix;
import org.gumshoe.lm.cpu.StoredMatrix;
import org.gumshoe.lm.cpu.VectorApi;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A planner that measures each kind of matrix of a model (shape and stored types) with several
 * numbers of texts: as the file stores it, as the engine has packed it, and by the engine. It takes
 * a few seconds.
 */
final class DecodePlanner {
    /** Texts at once that are measured; between them the plan keeps to the smaller. */
    private static final int[] TEXTS = {1, 4, 16, 32};

    /** Rows of a matrix that are measured; a head has many more, all alike. */
    private static final int MAX_ROWS = 8192;

    /** Matrices of a kind that take turns, so that none stays in the processor's cache. */
    private static final int COPIES = 4;

    private static final long WARM_UP_NANOS = 40_000_000;
    private static final long MEASURED_NANOS = 20_000_000;
    private static final int LEAST_RUNS = 8;

    /** By how much the engine must be slower at reading a prompt before Java reads it. */
    private static final double PREFILL_LOSS = 2;

    private final Transformer transformer;

    DecodePlanner(Transformer transformer) {
        this.transformer = transformer;
    }

    /**
     * Seconds that all matrices of a kind take for {@link #TEXTS}.
     *
     * @param packed for a single text, as the engine has packed it; infinite where it has not
     */
    private record Times(double[] stored, double[] engine, double packed) {}

    /** Matrices that take equally long. */
    private record Kind(String name, String types, int rows, int columns) {}

    /** Measures, and chooses what was fastest. */
    DecodePlan measure() {
        Map<Kind, List<List<WeightReader>>> examples = new LinkedHashMap<>();
        Map<Kind, Integer> counts = new LinkedHashMap<>();
        List<StoredWeights> all = new ArrayList<>(transformer.storedBlocks());
        all.add(transformer.storedHead());
        for (StoredWeights weights : all) {
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
                counts.merge(kind, 1, Integer::sum);
            }
        }
        Map<Kind, Times> times = new LinkedHashMap<>();
        try (NDManager scope = transformer.manager().newSubManager();
                TorchFunction linear = new TorchFunction(
                        List.of("x", "w"),
                        1,
                        "return " + transformer.packer().linearSource().linearF32("x", "w", "None"));
                PackedLayoutProbe probe =
                        new PackedLayoutProbe(transformer.packer().linearSource())) {
            examples.forEach(
                    (kind, matrices) -> times.put(kind, times(matrices, counts.get(kind), scope, linear, probe)));
        }
        return choose(times);
    }

    /** Where a file stores matrices transposed, a single text is decoded on the engine's, if those are in panels. */
    private DecodePlan packedOnly(String name) {
        String reason = name + " is not stored row by row";
        return transformer.packer().packs()
                ? new DecodePlan(1, false, transformer.storedMatrixNames(), reason)
                : DecodePlan.engine(reason);
    }

    private Times times(
            List<List<WeightReader>> matrices,
            int count,
            NDManager parent,
            TorchFunction linear,
            PackedLayoutProbe probe) {
        List<List<WeightReader>> measured =
                matrices.stream().limit(COPIES).map(DecodePlanner::cut).toList();
        List<StoredMatrix> stored = measured.stream()
                .map(readers -> StoredMatrix.of(readers).orElseThrow())
                .toList();
        int rows = stored.getFirst().outFeatures();
        int columns = stored.getFirst().inFeatures();
        int allRows = matrices.getFirst().stream().mapToInt(WeightReader::rows).sum();
        double factor = count * (allRows / (double) rows) / stored.size();
        double[] storedTimes = new double[TEXTS.length];
        double[] engineTimes = new double[TEXTS.length];
        double packedTime = Double.POSITIVE_INFINITY;
        try (NDManager scope = parent.newSubManager()) {
            List<NDArray> weights = measured.stream()
                    .map(readers -> transformer
                            .packer()
                            .convertAndPack(scope.create(floats(readers), new Shape(rows, columns))))
                    .toList();
            for (int i = 0; i < TEXTS.length; i++) {
                int texts = TEXTS[i];
                float[] x = PackedLayoutProbe.random(texts * columns);
                storedTimes[i] = factor * seconds(() -> stored.forEach(matrix -> matrix.multiply(x, texts)));
                engineTimes[i] = factor
                        * seconds(() -> weights.forEach(matrix -> {
                            try (NDArray input = scope.create(x, new Shape(texts, columns));
                                    NDArray y = linear.apply(input, matrix)) {
                                y.toFloatArray();
                            }
                        }));
            }
            if (transformer.packer().packs() && PackedMatrix.isFast()) {
                List<PackedMatrix> packed = weights.stream()
                        .map(probe::probe)
                        .filter(Objects::nonNull)
                        .toList();
                float[] x = PackedLayoutProbe.random(columns);
                if (packed.size() == weights.size()) {
                    packedTime = factor * seconds(() -> packed.forEach(matrix -> matrix.multiply(x, 1)));
                }
            }
            weights.forEach(NDArray::close);
        }
        return new Times(storedTimes, engineTimes, packedTime);
    }

    /** Leaves out most of a head's rows. */
    private static List<WeightReader> cut(List<WeightReader> readers) {
        return readers.size() == 1 && readers.getFirst().rows() > MAX_ROWS
                ? List.of(readers.getFirst().slice(0, MAX_ROWS))
                : readers;
    }

    private static float[] floats(List<WeightReader> readers) {
        float[][] parts = readers.stream().map(WeightReader::toFloats).toArray(float[][]::new);
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Returns the shortest of several runs: others on the machine only make one longer. */
    private static double seconds(Runnable task) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            task.run();
        }
        long best = Long.MAX_VALUE;
        start = System.nanoTime();
        for (int run = 0; run < LEAST_RUNS || System.nanoTime() - start < MEASURED_NANOS; run++) {
            long before = System.nanoTime();
            task.run();
            best = Math.min(best, System.nanoTime() - before);
        }
        return best / 1e9;
    }

    private static DecodePlan choose(Map<Kind, Times> times) {
        Set<String> packed = new HashSet<>();
        Map<String, double[]> byName = new LinkedHashMap<>(); // a block's matrices of one name may differ in type
        times.forEach((kind, time) -> {
            double[] sums = byName.computeIfAbsent(kind.name(), name -> new double[2]);
            sums[0] += time.stored[0];
            sums[1] += time.packed;
        });
        double[] java = new double[TEXTS.length];
        double[] engine = new double[TEXTS.length];
        byName.forEach((name, sums) -> {
            if (sums[1] < sums[0]) {
                packed.add(name);
            }
            java[0] += Math.min(sums[0], sums[1]);
        });
        for (Times time : times.values()) {
            for (int i = 0; i < TEXTS.length; i++) {
                java[i] += i == 0 ? 0 : time.stored[i];
                engine[i] += time.engine[i];
            }
        }
        int javaTexts = 0;
        for (int i = 0; i < TEXTS.length && java[i] <= engine[i]; i++) {
            javaTexts = i == TEXTS.length - 1 ? Integer.MAX_VALUE : TEXTS[i];
        }
        int last = TEXTS.length - 1;
        boolean javaPrefill = packed.isEmpty() && javaTexts > 0 && java[last] < PREFILL_LOSS * engine[last];
        return new DecodePlan(javaTexts, javaPrefill, packed, reason(java, engine));
    }

    private static String reason(double[] java, double[] engine) {
        StringBuilder reason = new StringBuilder("ms of all products, Java / engine:");
        for (int i = 0; i < TEXTS.length; i++) {
            reason.append(String.format(
                    Locale.ROOT,
                    "%s %d texts %.1f / %.1f",
                    i == 0 ? "" : ",",
                    TEXTS[i],
                    1000 * java[i],
                    1000 * engine[i]));
        }
        return reason.toString();
    }

    /**
     * Returns the plan of before there was a planner: the engine decodes, but for a single text
     * whose matrices it has packed; a head of eight bits is read as it is stored.
     */
    static DecodePlan safe(Transformer transformer, String reason) {
        if (!transformer.packer().packs() || !PackedMatrix.isFast()) {
            return DecodePlan.engine(reason);
        }
        Set<String> packed = transformer.storedMatrixNames();
        Optional<StoredMatrix> head =
                StoredMatrix.of(transformer.storedHead().matrices().get("lm_head"));
        if (head.isPresent() && head.get().types().equals("Q8_0")) {
            packed.remove("lm_head");
        }
        return new DecodePlan(1, false, packed, reason);
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
        String requested = System.getProperty(DecodePlan.PROPERTY, "packed");
        String reason = "by -D" + DecodePlan.PROPERTY;
        return switch (requested) {
            case "packed", "measured" -> Optional.empty();
            case "engine" -> Optional.of(DecodePlan.engine(reason));
            case "java" -> Optional.of(DecodePlan.java(reason));
            default ->
                throw new BadInputException("-D" + DecodePlan.PROPERTY + "=" + requested
                        + " is not a way of decoding; give packed, measured, java or engine.");
        };
    }
}
