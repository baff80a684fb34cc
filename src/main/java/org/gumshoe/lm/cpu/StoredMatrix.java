// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.lm.weights.TensorType;
import org.gumshoe.lm.weights.ThreadBuffers;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A weight matrix as its file stores it, read in place from the mapped file. A single vector is
 * multiplied by the stored numbers ({@link QuantizedDot}); for several, a few rows at a time are
 * written out as f32 ({@link QuantizedRows}) and multiplied by all vectors while they are in the
 * processor's cache. Vectors, sums and products are f32, so nothing is rounded but the last bits of
 * sums.
 */
public final class StoredMatrix implements MatVec {
    /** Inputs whose sum a quantised block multiplies by its minimum. */
    private static final int SUMMED = 32;

    private final int inFeatures;
    private final int outFeatures;
    private final List<Part> parts;
    private final List<RowTask> tasks;

    /** Outputs whose rows one tensor stores. */
    private record Part(WeightReader reader, int firstOutput, TensorType type, MemorySegment data, long[] offsets) {
        static Optional<Part> of(WeightReader reader, int firstOutput) {
            WeightReader.StoredRow first = reader.source().stored(0);
            if (first == null) {
                return Optional.empty();
            }
            return Optional.of(new Part(
                    reader, firstOutput, first.tensor().type(), first.tensor().data(), reader.offsets()));
        }

        float dot(int row, float[] x, float[] sums) {
            int columns = reader.columns();
            long at = offsets[row];
            return switch (type) {
                case Q4_0 -> QuantizedDot.q4_0(data, at, columns / 32, x);
                case Q4_1 -> QuantizedDot.q4_1(data, at, columns / 32, x, sums);
                case Q5_0 -> QuantizedDot.q5_0(data, at, columns / 32, x);
                case Q8_0 -> QuantizedDot.q8_0(data, at, columns / 32, x);
                case Q4_K -> QuantizedDot.q4k(data, at, columns / 256, x, sums);
                case Q5_K -> QuantizedDot.q5k(data, at, columns / 256, x, sums);
                case Q6_K -> QuantizedDot.q6k(data, at, columns / 256, x);
                case F16 -> QuantizedDot.f16(data, at, columns, x);
                case BF16 -> QuantizedDot.bf16(data, at, columns, x);
                default -> {
                    float[] values = ThreadBuffers.floats(columns);
                    reader.source().readRow(row, values, 0);
                    yield DenseRows.dot(values, 0, x, 0, columns);
                }
            };
        }

        void decode(int row, float[] out, int to) {
            int columns = reader.columns();
            long at = offsets[row];
            switch (type) {
                case Q4_0 -> QuantizedRows.q4_0(data, at, columns / 32, out, to);
                case Q4_1 -> QuantizedRows.q4_1(data, at, columns / 32, out, to);
                case Q5_0 -> QuantizedRows.q5_0(data, at, columns / 32, out, to);
                case Q8_0 -> QuantizedRows.q8_0(data, at, columns / 32, out, to);
                case Q4_K -> QuantizedRows.q4k(data, at, columns / 256, out, to);
                case Q5_K -> QuantizedRows.q5k(data, at, columns / 256, out, to);
                case Q6_K -> QuantizedRows.q6k(data, at, columns / 256, out, to);
                case F16 -> QuantizedRows.f16(data, at, columns, out, to);
                case BF16 -> QuantizedRows.bf16(data, at, columns, out, to);
                default -> reader.source().readRow(row, out, to);
            }
        }
    }

    private StoredMatrix(int inFeatures, int outFeatures, List<Part> parts) {
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.parts = parts;
        this.tasks =
                RowTask.of(parts.stream().mapToInt(part -> part.offsets.length).toArray());
    }

    /**
     * Returns the matrix whose outputs are those of {@code readers}, one after the other; empty
     * where a reader's rows are not stored as they are read (a transposed matrix).
     *
     * @param readers matrices of the same inFeatures
     */
    public static Optional<StoredMatrix> of(List<WeightReader> readers) {
        List<Part> parts = new ArrayList<>();
        int outputs = 0;
        for (WeightReader reader : readers) {
            Optional<Part> part = Part.of(reader, outputs);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
            outputs += reader.rows();
        }
        return Optional.of(new StoredMatrix(readers.getFirst().columns(), outputs, parts));
    }

    /** Returns the stored types, in the order of outputs, such as "Q4_K+Q6_K". */
    public String types() {
        return parts.stream().map(part -> part.type.name()).distinct().collect(Collectors.joining("+"));
    }

    public int inFeatures() {
        return inFeatures;
    }

    @Override
    public int outFeatures() {
        return outFeatures;
    }

    /** Returns the weights of one output. */
    float[] row(int output) {
        Part part = parts.stream()
                .filter(p -> output < p.firstOutput + p.offsets.length)
                .findFirst()
                .orElseThrow();
        float[] row = new float[inFeatures];
        part.decode(output - part.firstOutput, row, 0);
        return row;
    }

    @Override
    public void multiply(float[] x, int vectors, float[] y) {
        float[] sums = vectors == 1 ? sums(x) : null;
        VectorPanels panels = vectors == 1 ? null : VectorPanels.of(x, vectors);
        SpinningParallelFor.ofThisMachine().run(tasks.size(), index -> {
            RowTask task = tasks.get(index);
            Part part = parts.get(task.part());
            if (vectors == 1) {
                for (int row = task.first(); row < task.end(); row++) {
                    y[part.firstOutput + row] = part.dot(row, x, sums);
                }
            } else {
                multiplyRows(part, task, panels, y);
            }
        });
    }

    /** Products are collected for a while: outputs of vectors may lie where they push each other out of the cache. */
    private void multiplyRows(Part part, RowTask task, VectorPanels panels, float[] y) {
        float[] weights = ThreadBuffers.floats(DenseRows.ROWS * inFeatures);
        float[] sums = new float[DenseRows.ROWS * VectorPanels.WIDEST];
        int rows = task.end() - task.first();
        float[] products = new float[panels.vectors() * rows];
        for (int first = 0; first < rows; first += DenseRows.ROWS) {
            int count = Math.min(DenseRows.ROWS, rows - first);
            for (int row = 0; row < count; row++) {
                part.decode(task.first() + first + row, weights, row * inFeatures);
            }
            Arrays.fill(weights, count * inFeatures, DenseRows.ROWS * inFeatures, 0);
            DenseRows.multiply(weights, count, panels, sums, products, first, rows);
        }
        for (int v = 0; v < panels.vectors(); v++) {
            System.arraycopy(products, v * rows, y, v * outFeatures + part.firstOutput + task.first(), rows);
        }
    }

    private float[] sums(float[] x) {
        float[] sums = new float[inFeatures / SUMMED];
        for (int i = 0; i < SUMMED * sums.length; i++) {
            sums[i / SUMMED] += x[i];
        }
        return sums;
    }
}
