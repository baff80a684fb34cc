// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Packs matrices as the engine does on processors with products in bf16, so that what reads them is tested on every processor. */
final class PackedHere extends PanelReader {
    PackedHere(Products products) {
        super(products);
    }

    /**
     * Whether the engine packs here: what fills panels up shows in how many bytes it keeps. Without instructions for bf16 it keeps matrices as they are, or (AVX-512 without
     * them) transposed.
     */
    static boolean asTheEngine(Products products, NDManager manager) {
        if (!products.packs()) {
            return false;
        }
        try (Script bytes = new Script(List.of("w"), 1, "return torch.tensor([ops.mkldnn._nbytes(w)], dtype=4)");
                NDArray kept = products.keep(manager.create(new float[7 * 40], new Shape(7, 40)));
                NDArray found = bytes.run(kept)) {
            return found.toLongArray()[0] > 2 * 7 * 40;
        }
    }

    /** @param plain outputs x inputs, as the engine keeps it where it packs nothing */
    @Override
    Panels panels(NDArray plain) {
        int outputs = Math.toIntExact(plain.getShape().get(0));
        int inputs = Math.toIntExact(plain.getShape().get(1));
        return panels(numbers(plain), outputs, inputs, outputs % 64 == 0 ? 64 : 16, Math.ceilDiv(inputs, 16) * 16);
    }

    /**
     * @param w outputs x inputs numbers of bf16
     * @param filled inputs with what fills the last pair or more
     */
    static Panels panels(float[] w, int outputs, int inputs, int width, int filled) {
        int numbers = Math.ceilDiv(outputs, width) * width * filled;
        MemorySegment memory = Arena.ofAuto().allocate(2L * numbers, 64);
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                int pair = output / width * (filled / 2) + input / 2;
                long at = 2L * (width * pair + output % width) + input % 2;
                memory.setAtIndex(ValueLayout.JAVA_SHORT, at, half(w[output * inputs + input]));
            }
        }
        return new Panels(memory, outputs, filled, width);
    }

    private static short half(float number) {
        return (short) (Float.floatToRawIntBits(number) >>> 16);
    }
}
