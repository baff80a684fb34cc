// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.gumshoe.lm.engine.EightBitPacker;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.weights.WeightReader;

/** A stopwatch for products with matrices of one kind, by each route that a text can be decoded. */
public final class MatrixStopwatch implements AutoCloseable {
    /** Texts at once that are measured; between them the plan keeps to the smaller. */
    public static final int[] TEXTS = {1, 4, 16, 32};

    /**
     * Bytes, as the engine holds them, of the matrices of a kind that take turns: more than a processor's
     * cache keeps, since a text reads all weights of a model before it reads one again. Of a head, that many.
     */
    private static final long BYTES_IN_TURN = 48L << 20;

    private static final long WARM_UP_NANOS = 40_000_000;
    private static final long MEASURED_NANOS = 20_000_000;
    private static final int LEAST_RUNS = 4;

    /**
     * Seconds that all matrices of a kind take for {@link #TEXTS}.
     *
     * @param packed for a single text, as the engine has packed it; infinite where it has not
     * @param eightBits by ggml's kernels; infinite where it has none
     */
    public record Times(double[] stored, double[] engine, double packed, double[] eightBits) {
        /** Returns what these and others take one after the other. */
        public Times plus(Times other) {
            return new Times(
                    sum(stored, other.stored),
                    sum(engine, other.engine),
                    packed + other.packed,
                    sum(eightBits, other.eightBits));
        }

        private static double[] sum(double[] x, double[] y) {
            return IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
        }
    }

    private final MatrixPacker packer;
    private final NDManager manager;
    private final Optional<EightBitPacker> eightBits;
    private final TorchFunction linear;
    private final PackedLayoutProbe probe;

    /**
     * @param packer of the model's precision
     * @param eightBits packs what the engine multiplies in eight bits, where it does
     * @param parent of what is made while measuring
     */
    public MatrixStopwatch(MatrixPacker packer, Optional<EightBitPacker> eightBits, NDManager parent) {
        this.packer = packer;
        this.eightBits = eightBits;
        this.manager = parent.newSubManager();
        this.linear = new TorchFunction(
                List.of("x", "w"), 1, "return " + packer.linearSource().linearF32("x", "w", "None"));
        this.probe = new PackedLayoutProbe(packer.linearSource());
    }

    /**
     * Measures matrices of a kind.
     *
     * @param matrices of one shape and stored types; each may be stored in several parts
     * @param head whether they are heads, which the engine does not multiply in eight bits
     */
    public Times of(List<List<WeightReader>> matrices, boolean head) {
        List<List<WeightReader>> measured = inTurn(matrices);
        List<StoredMatrix> stored = measured.stream()
                .map(readers -> StoredMatrix.of(readers).orElseThrow())
                .toList();
        int rows = stored.getFirst().outFeatures();
        int columns = stored.getFirst().inFeatures();
        int allRows = matrices.getFirst().stream().mapToInt(WeightReader::rows).sum();
        double factor = matrices.size() * (allRows / (double) rows) / stored.size();
        double[] storedTimes = new double[TEXTS.length];
        double[] engineTimes = new double[TEXTS.length];
        double packedTime = Double.POSITIVE_INFINITY;
        float[] one = PackedLayoutProbe.random(columns);
        List<GgmlMatrix> ggml =
                measured.stream().map(GgmlMatrix::of).flatMap(Optional::stream).toList();
        double[] eightBitsTimes = new double[TEXTS.length];
        Arrays.fill(eightBitsTimes, Double.POSITIVE_INFINITY);
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> weights = measured.stream()
                    .map(readers -> packer.convertAndPack(scope.create(floats(readers), new Shape(rows, columns))))
                    .toList();
            List<UnaryOperator<NDArray>> engine =
                    weights.stream().map(weight -> product(weight, head)).toList();
            for (int i = 0; i < TEXTS.length; i++) {
                int texts = TEXTS[i];
                float[] x = PackedLayoutProbe.random(texts * columns);
                if (ggml.size() == measured.size()) {
                    eightBitsTimes[i] = factor * seconds(() -> ggml.forEach(matrix -> matrix.multiply(x, texts)));
                }
                storedTimes[i] = factor * seconds(() -> stored.forEach(matrix -> matrix.multiply(x, texts)));
                engineTimes[i] = factor
                        * seconds(() -> engine.forEach(product -> {
                            try (NDArray input = scope.create(x, new Shape(texts, columns));
                                    NDArray y = product.apply(input)) {
                                y.toFloatArray();
                            }
                        }));
            }
            if (packer.packs() && PackedMatrix.isFast()) {
                List<PackedMatrix> packed = weights.stream()
                        .map(probe::probe)
                        .filter(Objects::nonNull)
                        .toList();
                if (packed.size() == weights.size()) {
                    packedTime = factor * seconds(() -> packed.forEach(matrix -> matrix.multiply(one, 1)));
                }
            }
            weights.forEach(NDArray::close);
        }
        return new Times(storedTimes, engineTimes, packedTime, eightBitsTimes);
    }

    private UnaryOperator<NDArray> product(NDArray weight, boolean head) {
        if (head || eightBits.isEmpty()) {
            return x -> linear.apply(x, weight);
        }
        NDList packed = eightBits.get().pack(weight);
        return x -> eightBits.get().multiply(x, packed);
    }

    /** Returns as many matrices as are measured in turn, or as many rows of the only one. */
    private List<List<WeightReader>> inTurn(List<List<WeightReader>> matrices) {
        List<WeightReader> first = matrices.getFirst();
        long rowBytes = (long) first.getFirst().columns() * packer.precision().bytes();
        long rows = first.stream().mapToInt(WeightReader::rows).sum();
        long most = Math.max(1, BYTES_IN_TURN / rowBytes);
        return first.size() == 1 && rows > most
                ? List.of(List.of(first.getFirst().slice(0, (int) most)))
                : matrices.stream().limit(Math.max(1, most / rows)).toList();
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

    @Override
    public void close() {
        probe.close();
        linear.close();
        manager.close();
    }
}
