// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.LinearKernels;
import org.gumshoe.lm.engine.TorchFunction;

/**
 * Finds where the engine keeps a packed matrix, and how wide its panels are: by trial, since the
 * engine does not say, against its own product. A layout of another kind agrees with none.
 */
@SuppressWarnings("restricted") // memory of the engine's, as long as the array
public final class PackedLayoutProbe implements AutoCloseable {
    private static final int[] WIDTHS = {64, 48, 32, 16};

    /** Inputs are filled up to a multiple of it. */
    private static final int FILL = 16;

    /**
     * Relative, of a product: bf16 has eight digits, and what the engine gives is rounded to it.
     */
    private static final double TOLERANCE = .01;

    private final TorchFunction place = new TorchFunction(
            List.of("w"), 1, "return torch.tensor([ops.mkldnn.data_ptr(w), ops.mkldnn._nbytes(w)], dtype=4)");
    private final TorchFunction full =
            new TorchFunction(List.of("x"), 1, "return x.to(%d)".formatted(Precision.F32.type()));
    private final TorchFunction product;

    public PackedLayoutProbe(LinearKernels products) {
        this.product = new TorchFunction(List.of("x", "w"), 1, "return " + products.productOfFull("x", "w", "None"));
    }

    /** @return null where it is not kept in panels */
    public PackedMatrix panels(NDArray packed) {
        Shape shape = packed.getShape();
        int outputs = Math.toIntExact(shape.get(0));
        int inputs = Math.toIntExact(shape.get(1));
        float[] x = random(inputs);
        float[] expected;
        long[] found;
        try (NDArray row = packed.getManager().create(x, new Shape(1, inputs));
                NDArray y = product.run(row, packed);
                NDArray where = place.run(packed)) {
            expected = y.toFloatArray();
            found = where.toLongArray();
        }
        MemorySegment numbers = MemorySegment.ofAddress(found[0]).reinterpret(found[1]);
        int filled = Math.ceilDiv(inputs, FILL) * FILL;
        for (int width : WIDTHS) {
            if (2L * Math.ceilDiv(outputs, width) * width * filled == found[1]) {
                PackedMatrix panels = new PackedMatrix(numbers, outputs, filled, width);
                if (agree(panels.times(x), expected)) {
                    return panels;
                }
            }
        }
        return null;
    }

    /** A small array's numbers, of either precision. */
    public float[] numbers(NDArray array) {
        try (NDArray numbers = full.run(array)) {
            return numbers.toFloatArray();
        }
    }

    private static float[] random(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }

    private static boolean agree(float[] y, float[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < y.length; i++) {
            difference += Math.pow(y[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return difference <= TOLERANCE * TOLERANCE * size;
    }

    @Override
    public void close() {
        place.close();
        full.close();
        product.close();
    }
}
