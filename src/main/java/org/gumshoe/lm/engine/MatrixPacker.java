// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.script.LinearScriptSource;

/**
 * A converter of weight matrices into the precision and memory layout in which they are multiplied.
 * It packs bf16 matrices once into oneDNN's blocked layout, where the engine and the processor
 * support that: products of few rows, which would otherwise reorder the matrix each time, take a
 * third less time, those of many rows a twentieth.
 */
public final class MatrixPacker implements AutoCloseable {
    /** Rows of the input for which oneDNN chooses the blocked layout. */
    private static final int TYPICAL_ROWS = 1024;

    private final Precision precision;
    private final TorchFunction convert;
    private final TorchFunction allocate;
    private final TorchFunction view;
    private final TorchFunction copyRows;
    private final TorchFunction pack;

    public MatrixPacker(Precision precision, NDManager manager) {
        this(precision, manager, true);
    }

    /**
     * @param packs whether matrices are laid out for the processor, where the engine can do that
     */
    public MatrixPacker(Precision precision, NDManager manager, boolean packs) {
        this.precision = precision.ofActivations();
        this.convert = new TorchFunction(List.of("x"), 1, "return x.to(%d)".formatted(precision.torchScalarType()));
        this.allocate = new TorchFunction(List.of("shape"), 1, """
                rows = int(torch.select(shape, 0, 0))
                columns = int(torch.select(shape, 0, 1))
                return torch.empty([rows, columns], dtype=%d, device=ops.prim.device(shape))
                """.formatted(precision.torchScalarType()));
        this.view = new TorchFunction(List.of("shape", "buffer"), 1, """
                rows = int(torch.select(shape, 0, 0))
                columns = int(torch.select(shape, 0, 1))
                return buffer.flatten().narrow(0, 0, rows * columns).view(rows, columns)
                """);
        this.copyRows = new TorchFunction(
                List.of("first", "rows", "matrix"),
                1,
                "matrix.narrow(0, int(first), rows.size(0)).copy_(rows)\nreturn first");
        this.pack = packs && precision == Precision.BF16 && !manager.getDevice().isGpu()
                ? packFunction(manager, convert)
                : null;
    }

    /** Returns null where a trial shows that the engine or the processor lacks these kernels. */
    private static TorchFunction packFunction(NDManager parent, TorchFunction convert) {
        LinearScriptSource packed = new LinearScriptSource(Precision.BF16, true);
        TorchFunction pack = null;
        try (NDManager scope = parent.newSubManager();
                TorchFunction linear =
                        new TorchFunction(List.of("x", "w"), 1, "return " + packed.linear("x", "w", "None"))) {
            pack = new TorchFunction(
                    List.of("x"), 1, "return ops.mkldnn._reorder_linear_weight(x, %d)".formatted(TYPICAL_ROWS));
            NDArray ones = convert.apply(scope.ones(new Shape(1, 1)));
            linear.apply(ones, pack.apply(ones));
            return pack;
        } catch (EngineException | IllegalStateException e) {
            if (pack != null) {
                pack.close();
            }
            return null;
        }
    }

    /** Returns the precision of matrices that are packed here: f32 or bf16. */
    public Precision precision() {
        return precision;
    }

    /** Returns whether matrices are packed into the processor's blocked layout. */
    public boolean packs() {
        return pack != null;
    }

    /** Returns the source of linear layers whose weights come from this packer. */
    public LinearScriptSource linearSource() {
        return new LinearScriptSource(precision, packs());
    }

    /** Converts an array to this precision; returns the array itself where the precision is f32. */
    public NDArray convert(NDArray x) {
        return precision == Precision.F32 ? x : convert.apply(x);
    }

    /**
     * Converts and packs a matrix.
     *
     * @param matrix outFeatures x inFeatures, f32; the packer takes it over, and closes it as soon
     *     as it is no longer needed
     * @return the weight of a linear layer from {@link #linearSource}
     */
    public NDArray convertAndPack(NDArray matrix) {
        if (precision == Precision.F32) {
            return matrix;
        }
        try (matrix) {
            return pack(convert.apply(matrix));
        }
    }

    /**
     * Allocates an uninitialised matrix in this precision, to be filled by {@link #copyRows} and
     * then given to {@link #pack}.
     */
    public NDArray allocate(NDManager manager, int rows, int columns) {
        try (NDArray shape = manager.create(new int[] {rows, columns})) {
            return allocate.apply(shape);
        }
    }

    /** Returns a matrix that shares the memory at the beginning of a larger buffer. */
    public NDArray view(NDArray buffer, int rows, int columns) {
        try (NDArray shape = buffer.getManager().create(new int[] {rows, columns})) {
            return view.apply(shape, buffer);
        }
    }

    /** Converts f32 rows and copies them into {@code matrix}, from its row {@code first}. */
    public void copyRows(NDArray rows, NDArray matrix, int first) {
        try (NDArray index = rows.getManager().create(first)) {
            copyRows.apply(index, rows, matrix).close();
        }
    }

    /**
     * Packs a matrix of this precision.
     *
     * @param matrix outFeatures x inFeatures; the packer takes it over
     * @return the weight of a linear layer from {@link #linearSource}
     */
    public NDArray pack(NDArray matrix) {
        if (pack == null) {
            return matrix;
        }
        try (matrix) {
            return pack.apply(matrix);
        }
    }

    @Override
    public void close() {
        convert.close();
        allocate.close();
        view.close();
        copyRows.close();
        if (pack != null) {
            pack.close();
        }
    }
}
