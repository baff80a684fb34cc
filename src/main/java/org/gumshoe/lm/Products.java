// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * How matrices are kept and multiplied in a precision. bf16 ones are laid out once as the processor's kernels want them (oneDNN's blocked layout), where the engine can do that:
 * products of few rows, which else lay the matrix out anew each time, take a third less time, those of many rows a twentieth.
 */
final class Products implements AutoCloseable {
    private static final String PACKED =
            "ops.mkldnn._linear_pointwise(%s, %s, %s, \"%s\", annotate(List[Optional[number]], []), \"%s\")";
    private static final String PACKED_TIMES = "ops.mkldnn._linear_pointwise(%s, %s, %s, %s, \"mul\")";
    private static final String PLAIN = "torch.linear(%s, %s, %s)";

    /** For so many rows the layout is chosen. */
    private static final int ROWS = 1024;

    private final Precision precision;
    private final Script round;
    private final Script room;
    private final Script part;
    private final Script fill;
    private final Script pack;

    Products(Precision precision, NDManager manager) {
        this(precision, manager, true);
    }

    /** @param packs whether matrices are laid out for the processor, where the engine can do that */
    Products(Precision precision, NDManager manager, boolean packs) {
        this.precision = precision;
        this.round = new Script(List.of("x"), 1, "return x.to(%d)".formatted(precision.type()));
        this.room = new Script(
                List.of("shape"),
                1,
                "return torch.empty([int(torch.select(shape, 0, 0)), int(torch.select(shape, 0, 1))], dtype=%d, device=ops.prim.device(shape))"
                        .formatted(precision.type()));
        this.part = new Script(List.of("shape", "room"), 1, """
                rows = int(torch.select(shape, 0, 0))
                columns = int(torch.select(shape, 0, 1))
                return room.flatten().narrow(0, 0, rows * columns).view(rows, columns)
                """);
        this.fill = new Script(
                List.of("at", "rows", "matrix"), 1, "matrix.narrow(0, int(at), rows.size(0)).copy_(rows)\nreturn at");
        this.pack =
                packs && precision == Precision.BF16 && !manager.getDevice().isGpu() ? packing(manager, round) : null;
    }

    private static Script packing(NDManager parent, Script round) {
        Script pack = null;
        try (NDManager scope = parent.newSubManager();
                Script multiply =
                        new Script(List.of("x", "w"), 1, "return " + PACKED.formatted("x", "w", "None", "none", ""))) {
            pack = new Script(List.of("x"), 1, "return ops.mkldnn._reorder_linear_weight(x, %d)".formatted(ROWS));
            NDArray ones = round.run(scope.ones(new Shape(1, 1)));
            multiply.run(ones, pack.run(ones));
            return pack;
        } catch (EngineException | IllegalStateException e) { // an engine or a processor without these kernels
            if (pack != null) {
                pack.close();
            }
            return null;
        }
    }

    Precision precision() {
        return precision;
    }

    /** Whether {@link #keep} lays matrices out for the processor. */
    boolean packs() {
        return pack != null;
    }

    /** In this precision; the array itself where it is f32 already. */
    NDArray round(NDArray x) {
        return precision == Precision.F32 ? x : round.run(x);
    }

    /**
     * A matrix as {@link #product} takes it.
     *
     * @param matrix outputs x inputs, f32; taken over: it lives as long as it is needed
     */
    NDArray keep(NDArray matrix) {
        if (precision == Precision.F32) {
            return matrix;
        }
        try (matrix) {
            return pack(round.run(matrix));
        }
    }

    /** Room for a matrix in this precision, to be filled by {@link #round(NDArray, NDArray, int)} and then given to {@link #pack}. */
    NDArray room(NDManager manager, int rows, int columns) {
        try (NDArray shape = manager.create(new int[] {rows, columns})) {
            return room.run(shape);
        }
    }

    /** A matrix that takes the beginning of such a room. */
    NDArray part(NDArray room, int rows, int columns) {
        try (NDArray shape = room.getManager().create(new int[] {rows, columns})) {
            return part.run(shape, room);
        }
    }

    /** Some rows, f32, into a matrix from its row {@code at}. */
    void round(NDArray rows, NDArray matrix, int at) {
        try (NDArray first = rows.getManager().create(at)) {
            fill.run(first, rows, matrix).close();
        }
    }

    /** As {@link #product} takes it. The matrix is taken over. */
    NDArray pack(NDArray matrix) {
        if (pack == null) {
            return matrix;
        }
        try (matrix) {
            return pack.run(matrix);
        }
    }

    /**
     * The text of a product x W + b.
     *
     * @param x text of a value in this precision, ... x inputs
     * @param weight name of a matrix from {@link #keep}
     * @param bias name, or "None"
     */
    String product(String x, String weight, String bias) {
        return pack == null ? PLAIN.formatted(x, weight, bias) : PACKED.formatted(x, weight, bias, "none", "");
    }

    /** As {@link #product(String, String, String)}, from f32 to f32. */
    String productOfFull(String x, String weight, String bias) {
        String half = "%s.to(%d)".formatted(x, precision.type());
        return "(%s).to(%d)".formatted(product(half, weight, bias), Precision.F32.type());
    }

    /** As {@link #product(String, String, String)}, f(x W + b); bf16 is rounded after that. */
    String product(String x, String weight, String bias, Description.Activation f) {
        return switch (f) {
            case SILU ->
                pack == null
                        ? "torch.silu(%s)".formatted(product(x, weight, bias))
                        : PACKED.formatted(x, weight, bias, "swish", "");
            case GELU -> gelu(x, weight, bias, "none");
            case GELU_TANH -> gelu(x, weight, bias, "tanh");
        };
    }

    private String gelu(String x, String weight, String bias, String kind) {
        return pack == null
                ? "torch.gelu(%s, approximate=\"%s\")".formatted(product(x, weight, bias), kind)
                : PACKED.formatted(x, weight, bias, "gelu", kind);
    }

    /** As {@link #product(String, String, String)}, each number of it times that of {@code y}. */
    String product(String x, String weight, String bias, String y) {
        return pack == null
                ? product(x, weight, bias) + ".mul_(%s)".formatted(y)
                : PACKED_TIMES.formatted(x, y, weight, bias);
    }

    @Override
    public void close() {
        round.close();
        room.close();
        part.close();
        fill.close();
        if (pack != null) {
            pack.close();
        }
    }
}
