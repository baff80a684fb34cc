// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.script.LinearScriptSource;

/**
 * A probe for the memory layout of a packed matrix. The engine does not say how it lays a matrix
 * out, so the probe tries each panel width and compares the product of a random vector with the
 * engine's own; a layout of any other kind agrees with no width.
 */
@SuppressWarnings("restricted") // reads the engine's memory, which lives as long as the tensor
public class PackedLayoutProbe implements AutoCloseable {
    private static final int[] PANEL_WIDTHS = {64, 48, 32, 16};

    /**
     * The engine pads inFeatures to a multiple of 16 or, for tiles (AMX), 32; no layout pads more
     * than this.
     */
    private static final int MAX_PADDING = 64;

    /** Relative error of a product: bf16 has 8 significant bits, to which the engine rounds. */
    private static final double TOLERANCE = .01;

    private final TorchFunction addressAndSize = new TorchFunction(
            List.of("w"), 1, "return torch.tensor([ops.mkldnn.data_ptr(w), ops.mkldnn._nbytes(w)], dtype=4)");
    private final TorchFunction toF32 =
            new TorchFunction(List.of("x"), 1, "return x.to(%d)".formatted(Precision.F32.torchScalarType()));
    private final TorchFunction linear;
    private final boolean packs;

    public PackedLayoutProbe(LinearScriptSource source) {
        this.packs = source.packed();
        this.linear = new TorchFunction(List.of("x", "w"), 1, "return " + source.linearF32("x", "w", "None"));
    }

    /**
     * Finds the layout of a packed matrix.
     *
     * @param packed outFeatures x inFeatures, bf16
     * @return a view of the engine's memory, or null where the matrix is not stored in panels, as on a
     *     processor for which the engine packs nothing
     */
    public PackedMatrix probe(NDArray packed) {
        if (!packs) {
            return null;
        }
        Shape shape = packed.getShape();
        int outFeatures = Math.toIntExact(shape.get(0));
        int inFeatures = Math.toIntExact(shape.get(1));
        float[] x = random(inFeatures);
        float[] expected;
        long[] location;
        try (NDArray row = packed.getManager().create(x, new Shape(1, inFeatures));
                NDArray y = linear.apply(row, packed);
                NDArray addressAndSize = this.addressAndSize.apply(packed)) {
            expected = y.toFloatArray();
            location = addressAndSize.toLongArray();
        }
        MemorySegment data = MemorySegment.ofAddress(location[0]).reinterpret(location[1]);
        for (int width : PANEL_WIDTHS) {
            long bytesOfPair = 4L * Math.ceilDiv(outFeatures, width) * width;
            long paddedInFeatures = location[1] / bytesOfPair * 2;
            if (location[1] % bytesOfPair == 0
                    && paddedInFeatures >= inFeatures
                    && paddedInFeatures < inFeatures + MAX_PADDING) {
                PackedMatrix candidate = new PackedMatrix(data, outFeatures, (int) paddedInFeatures, width);
                if (agree(candidate.multiply(x, 1), expected)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /** Copies a small tensor, of either precision, to f32. */
    public float[] toFloats(NDArray array) {
        try (NDArray converted = toF32.apply(array)) {
            return converted.toFloatArray();
        }
    }

    /** Returns numbers from -1 to 1, the same at each call. */
    public static float[] random(int count) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = (float) random.nextDouble(-1, 1);
        }
        return x;
    }

    private static boolean agree(float[] y, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < y.length; i++) {
            difference += Math.pow(y[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return difference <= TOLERANCE * TOLERANCE * norm;
    }

    @Override
    public void close() {
        addressAndSize.close();
        toF32.close();
        linear.close();
    }
}
