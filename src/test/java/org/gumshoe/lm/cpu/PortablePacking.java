// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchFunction;

/**
 * Packing in Java, as the engine packs on processors with products in bf16, so that what reads
 * packed matrices is tested on every processor.
 */
public final class PortablePacking extends PackedLayoutProbe {
    public PortablePacking(MatrixPacker packer) {
        super(packer.linearSource());
    }

    /**
     * Whether the engine packs so here: its padding shows in the number of bytes. Without
     * instructions for bf16 it keeps matrices as they are, or (AVX-512 without them) transposed.
     */
    public static boolean engineDoesSo(MatrixPacker packer, NDManager manager) {
        if (!packer.packs()) {
            return false;
        }
        try (TorchFunction bytes =
                        new TorchFunction(List.of("w"), 1, "return torch.tensor([ops.mkldnn._nbytes(w)], dtype=4)");
                NDArray packed = packer.convertAndPack(manager.create(new float[7 * 40], new Shape(7, 40)));
                NDArray found = bytes.apply(packed)) {
            return found.toLongArray()[0] > 2 * 7 * 40;
        }
    }

    /** @param plain outFeatures x inFeatures, as the engine keeps it where it packs nothing */
    @Override
    public PackedMatrix probe(NDArray plain) {
        int outFeatures = Math.toIntExact(plain.getShape().get(0));
        int inFeatures = Math.toIntExact(plain.getShape().get(1));
        int panelWidth = outFeatures % 64 == 0 ? 64 : 16;
        return pack(toFloats(plain), outFeatures, inFeatures, panelWidth, Math.ceilDiv(inFeatures, 16) * 16);
    }

    /**
     * @param w outFeatures x inFeatures numbers of bf16
     * @param padded inFeatures with their padding
     */
    static PackedMatrix pack(float[] w, int outFeatures, int inFeatures, int panelWidth, int padded) {
        int numbers = Math.ceilDiv(outFeatures, panelWidth) * panelWidth * padded;
        MemorySegment memory = Arena.ofAuto().allocate(2L * numbers, 64);
        for (int output = 0; output < outFeatures; output++) {
            for (int input = 0; input < inFeatures; input++) {
                int pair = output / panelWidth * (padded / 2) + input / 2;
                long at = 2L * (panelWidth * pair + output % panelWidth) + input % 2;
                memory.setAtIndex(ValueLayout.JAVA_SHORT, at, bf16(w[output * inFeatures + input]));
            }
        }
        return new PackedMatrix(memory, outFeatures, padded, panelWidth);
    }

    private static short bf16(float number) {
        return (short) (Float.floatToRawIntBits(number) >>> 16);
    }
}
