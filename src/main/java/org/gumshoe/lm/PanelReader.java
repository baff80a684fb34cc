// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Finds where the engine keeps a packed matrix, and how wide its panels are: by trial, since the engine does not say, against its own product. A layout of another kind
 * agrees with none.
 */
@SuppressWarnings("restricted") // memory of the engine's, as long as the array
class PanelReader implements AutoCloseable {
    private static final int[] WIDTHS = {64, 48, 32, 16};

    /** Inputs are filled up to a multiple of 16 or, for tiles (AMX), 32; no layout fills up more than this. */
    private static final int MOST_FILL = 64;

    /** Relative, of a product: bf16 has eight digits, and what the engine gives is rounded to it. */
    private static final double TOLERANCE = .01;

    private final Script place = new Script(
            List.of("w"), 1, "return torch.tensor([ops.mkldnn.data_ptr(w), ops.mkldnn._nbytes(w)], dtype=4)");
    private final Script full = new Script(List.of("x"), 1, "return x.to(%d)".formatted(Precision.F32.type()));
    private final Script product;

    PanelReader(Products products) {
        this.product = new Script(List.of("x", "w"), 1, "return " + products.productOfFull("x", "w", "None"));
    }

    /** @return null where it is not kept in panels */
    Panels panels(NDArray packed) {
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
        for (int width : WIDTHS) {
            long pair = 4L * Math.ceilDiv(outputs, width) * width;
            long filled = found[1] / pair * 2;
            if (found[1] % pair == 0 && filled >= inputs && filled < inputs + MOST_FILL) {
                Panels panels = new Panels(numbers, outputs, (int) filled, width);
                if (agree(panels.times(x), expected)) {
                    return panels;
                }
            }
        }
        return null;
    }

    /** A small array's numbers, of either precision. */
    float[] numbers(NDArray array) {
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
