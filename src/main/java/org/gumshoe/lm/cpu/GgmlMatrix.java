// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gumshoe.lm.weights.TensorType;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A weight matrix as its file stores it, multiplied by ggml's kernels ({@link GgmlLibrary}). Vectors are rounded to
 * eight bits, a block of 32 or 256 numbers at a time, as llama.cpp does. For some types the library multiplies
 * several vectors at once.
 */
public final class GgmlMatrix implements MatVec {
    private static final int FLOAT_BYTES = 4;

    /** Memory for inputs, as they are and rounded. */
    private static final ThreadLocal<MemorySegment> SCRATCH = ThreadLocal.withInitial(() -> MemorySegment.NULL);

    /** Memory for the products of a task. */
    private static final ThreadLocal<MemorySegment> PRODUCTS = ThreadLocal.withInitial(() -> MemorySegment.NULL);

    private final int inFeatures;
    private final int outFeatures;
    private final List<Part> parts;
    private final List<RowTask> tasks;

    /** Outputs whose rows one tensor stores; {@code rows} are addresses in {@code data}, which stays open. */
    private record Part(
            int firstOutput, GgmlKernel kernel, MemorySegment data, long[] rows, boolean multipliesTogether) {}

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
            Optional<GgmlKernel> kernel = GgmlLibrary.kernel(first.tensor().type());
            if (kernel.isEmpty() || reader.columns() % kernel.get().block().numbers() != 0) {
                return Optional.empty();
            }
            MemorySegment data = first.tensor().data();
            long[] rows = LongStream.of(reader.offsets())
                    .map(offset -> data.address() + offset)
                    .toArray();
            long rowBytes = first.tensor().type().byteSize(reader.columns());
            boolean inOrder = IntStream.range(1, rows.length).allMatch(row -> rows[row] - rows[row - 1] == rowBytes);
            parts.add(new Part(
                    outputs, kernel.get(), data, rows, inOrder && kernel.get().multiplies()));
            outputs += rows.length;
        }
        return Optional.of(new GgmlMatrix(readers.getFirst().columns(), outputs, parts));
    }

    @Override
    public int outFeatures() {
        return outFeatures;
    }

    @Override
    public void multiply(float[] x, int vectors, float[] y) {
        long inputBytes = align((long) FLOAT_BYTES * inFeatures);
        long roundedBytes = inputBytes * vectors; // of eight bits and their scales are fewer
        MemorySegment scratch = scratch(SCRATCH, inputBytes + roundedBytes * parts.size());
        long[] rounded = new long[parts.size()];
        for (int i = 0; i < rounded.length; i++) {
            boolean same = i > 0 && parts.get(i).kernel.roundsAs(parts.get(i - 1).kernel);
            rounded[i] = same ? rounded[i - 1] : scratch.address() + inputBytes + roundedBytes * i;
        }
        for (int v = 0; v < vectors; v++) {
            MemorySegment.copy(x, v * inFeatures, scratch, ValueLayout.JAVA_FLOAT, 0, inFeatures);
            for (int i = 0; i < rounded.length; i++) {
                if (i == 0 || rounded[i] != rounded[i - 1]) {
                    GgmlKernel kernel = parts.get(i).kernel;
                    kernel.round(scratch.address(), rounded[i] + v * kernel.roundedBytes(inFeatures), inFeatures);
                }
            }
        }
        SpinningParallelFor.ofThisMachine().run(tasks.size(), index -> {
            RowTask task = tasks.get(index);
            multiply(parts.get(task.part()), task, vectors, rounded[task.part()], y);
        });
        for (int v = 0; v < vectors; v++) {
            if (!isFinite(x, v * inFeatures)) {
                Arrays.fill(y, v * outFeatures, (v + 1) * outFeatures, Float.NaN); // rounding makes zeros of it
            }
        }
    }

    private void multiply(Part part, RowTask task, int vectors, long rounded, float[] y) {
        int rows = task.end() - task.first();
        MemorySegment products = scratch(PRODUCTS, (long) FLOAT_BYTES * rows * vectors);
        long to = products.address();
        GgmlKernel kernel = part.kernel;
        if (vectors > 1 && part.multipliesTogether()) {
            kernel.multiply(rows, vectors, inFeatures, part.rows[task.first()], rounded, to);
        } else {
            for (int row = 0; row < rows; row++) {
                for (int v = 0; v < vectors; v++) {
                    long vector = rounded + v * kernel.roundedBytes(inFeatures);
                    kernel.dot(inFeatures, to + FLOAT_BYTES * (v * rows + row), part.rows[task.first() + row], vector);
                }
            }
        }
        for (int v = 0; v < vectors; v++) {
            long from = (long) FLOAT_BYTES * v * rows;
            int output = v * outFeatures + part.firstOutput + task.first();
            MemorySegment.copy(products, ValueLayout.JAVA_FLOAT, from, y, output, rows);
        }
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
    private static MemorySegment scratch(ThreadLocal<MemorySegment> memory, long bytes) {
        if (memory.get().byteSize() < bytes) {
            memory.set(Arena.ofAuto().allocate(bytes, 64));
        }
        return memory.get();
    }
}
