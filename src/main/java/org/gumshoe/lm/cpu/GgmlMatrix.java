// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.gumshoe.lm.weights.TensorType;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A weight matrix as its file stores it, multiplied by ggml's kernels ({@link GgmlLibrary}). Vectors are rounded to
 * eight bits, a block of 32 or 256 numbers at a time, as llama.cpp does.
 */
public final class GgmlMatrix implements MatVec {
    private static final int FLOAT_BYTES = 4;

    private static final ThreadLocal<MemorySegment> SCRATCH = ThreadLocal.withInitial(() -> MemorySegment.NULL);

    private final int inFeatures;
    private final int outFeatures;
    private final List<Part> parts;
    private final List<RowTask> tasks;

    /** Outputs whose rows one tensor stores; {@code rows} are addresses in {@code data}, which stays open. */
    private record Part(int firstOutput, GgmlLibrary.Kernel kernel, MemorySegment data, long[] rows) {}

    /** Returns whether ggml's kernels are to be had here. */
    public static boolean isPossible() {
        return GgmlLibrary.kernel(TensorType.Q8_0).isPresent();
    }

    private GgmlMatrix(int inFeatures, int outFeatures, List<Part> parts) {
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.parts = parts;
        this.tasks =
                RowTask.of(parts.stream().mapToInt(part -> part.rows.length).toArray());
    }

    /**
     * Returns the matrix whose outputs are those of {@code readers}, one after the other; empty where ggml has no
     * kernel for their types here, or where their rows are not stored as they are read.
     *
     * @param readers matrices of the same inFeatures, in native or mapped memory
     */
    public static Optional<GgmlMatrix> of(List<WeightReader> readers) {
        List<Part> parts = new ArrayList<>();
        int outputs = 0;
        for (WeightReader reader : readers) {
            WeightReader.StoredRow first = reader.source().stored(0);
            if (first == null || !first.tensor().data().isNative()) {
                return Optional.empty();
            }
            Optional<GgmlLibrary.Kernel> kernel =
                    GgmlLibrary.kernel(first.tensor().type());
            if (kernel.isEmpty() || reader.columns() % kernel.get().block() != 0) {
                return Optional.empty();
            }
            MemorySegment data = first.tensor().data();
            long[] rows = LongStream.of(reader.offsets())
                    .map(offset -> data.address() + offset)
                    .toArray();
            parts.add(new Part(outputs, kernel.get(), data, rows));
            outputs += rows.length;
        }
        return Optional.of(new GgmlMatrix(readers.getFirst().columns(), outputs, parts));
    }

    @Override
    public int outFeatures() {
        return outFeatures;
    }

    /** Multiplies one vector after the other. */
    @Override
    public void multiply(float[] x, int vectors, float[] y) {
        for (int v = 0; v < vectors; v++) {
            multiply(x, v * inFeatures, y, v * outFeatures);
        }
    }

    private void multiply(float[] x, int from, float[] products, int to) {
        if (!isFinite(x, from)) {
            Arrays.fill(products, to, to + outFeatures, Float.NaN); // which the rounding would make zeros of
            return;
        }
        long inputs = align((long) FLOAT_BYTES * inFeatures);
        long roundedBytes = align((long) FLOAT_BYTES * inFeatures); // of eight bits and their scales are fewer
        MemorySegment scratch = scratch(inputs + roundedBytes * parts.size() + (long) FLOAT_BYTES * outFeatures);
        MemorySegment.copy(x, from, scratch, ValueLayout.JAVA_FLOAT, 0, inFeatures);
        long[] rounded = new long[parts.size()];
        for (int i = 0; i < rounded.length; i++) {
            GgmlLibrary.Kernel kernel = parts.get(i).kernel;
            if (i > 0 && kernel.roundsAs(parts.get(i - 1).kernel)) {
                rounded[i] = rounded[i - 1];
            } else {
                rounded[i] = scratch.address() + inputs + roundedBytes * i;
                kernel.round(scratch.address(), rounded[i], inFeatures);
            }
        }
        long outputs = inputs + roundedBytes * parts.size();
        long y = scratch.address() + outputs;
        SpinningParallelFor.ofThisMachine().run(tasks.size(), index -> {
            RowTask task = tasks.get(index);
            Part part = parts.get(task.part());
            long vector = rounded[task.part()];
            for (int row = task.first(); row < task.end(); row++) {
                part.kernel.dot(inFeatures, y + (long) FLOAT_BYTES * (part.firstOutput + row), part.rows[row], vector);
            }
        });
        MemorySegment.copy(scratch, ValueLayout.JAVA_FLOAT, outputs, products, to, outFeatures);
    }

    private boolean isFinite(float[] x, int from) {
        float sum = 0;
        for (int i = 0; i < inFeatures; i++) {
            sum += 0 * x[from + i]; // NaN where it is not
        }
        return sum == 0;
    }

    private static long align(long bytes) {
        return (bytes + 63) / 64 * 64;
    }

    /** Returns memory of this thread, valid until it asks again. */
    private static MemorySegment scratch(long bytes) {
        if (SCRATCH.get().byteSize() < bytes) {
            SCRATCH.set(Arena.ofAuto().allocate(bytes, 64));
        }
        return SCRATCH.get();
    }
}
