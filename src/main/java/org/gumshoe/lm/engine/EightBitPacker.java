// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Optional;
import org.gumshoe.lm.script.EightBitScriptSource;

/**
 * A packer of weight matrices for products in which weights and inputs are rounded to eight bits. A row of weights has
 * a scale, and so has a token's inputs. Both are first multiplied, up to {@value EightBitScriptSource#MOST_ROTATED}
 * columns at a time, by a Hadamard matrix, which leaves their product as it is and no input much larger than the others
 * (Ashkboos et al. 2024, arXiv 2404.00456, section 3). What multiplies them is {@link EightBitScriptSource}.
 */
public final class EightBitPacker implements AutoCloseable {
    /**
     * The largest rounded weight: processors without VNNI add two products of bytes in 16 bits, and with weights of up
     * to 127 such sums would overflow often enough to lose as much as rounding does.
     */
    private static final int LARGEST_WEIGHT = 105;

    /** Columns that are rotated together at least: of fewer, large values stay large, and such sums overflow. */
    private static final int LEAST_ROTATED = 16;

    /** Rows of the input for which oneDNN lays the matrix out. */
    private static final int TYPICAL_ROWS = 1024;

    private static final String PACK =
            EightBitScriptSource.rotate("matrix") + """
            scale = torch.clamp_min(torch.amax(torch.abs(rotated), [1]) / %d., 1.e-12)
            rows = torch.round(rotated / scale.unsqueeze(1)).to(1)
            return ops.onednn.qlinear_prepack(rows, [%d, matrix.size(1)]), scale / float(together)
            """.formatted(LARGEST_WEIGHT, TYPICAL_ROWS);

    private final NDArray rotation;
    private final TorchFunction pack;
    private final TorchFunction linear;

    private EightBitPacker(NDManager manager) {
        this.rotation = hadamard(manager);
        this.pack = new TorchFunction(List.of("matrix", "rotation"), 2, PACK);
        this.linear = new TorchFunction(
                List.of("x", EightBitScriptSource.ROTATION, "w", "w" + EightBitScriptSource.SCALE),
                1,
                EightBitScriptSource.round("x") + "return " + EightBitScriptSource.linear("x", "w", null));
    }

    /** Returns a packer, or empty where a trial shows that the engine or the processor lacks these products. */
    public static Optional<EightBitPacker> on(NDManager manager) {
        if (manager.getDevice().isGpu()) {
            return Optional.empty();
        }
        EightBitPacker packer = null;
        try (NDManager scope = manager.newSubManager()) {
            packer = new EightBitPacker(manager);
            int columns = EightBitScriptSource.MOST_ROTATED;
            NDList packed = packer.pack(scope.ones(new Shape(1, columns)));
            float sum =
                    packer.multiply(scope.ones(new Shape(1, columns)), packed).toFloatArray()[0];
            if (Math.abs(sum - columns) > .05 * columns) {
                throw new EngineException("these products are wrong");
            }
            return Optional.of(packer);
        } catch (EngineException | IllegalStateException e) {
            if (packer != null) {
                packer.close();
            }
            return Optional.empty();
        }
    }

    /** Returns whether matrices of so many columns can be packed. */
    public static boolean suits(int columns) {
        return columns % LEAST_ROTATED == 0;
    }

    /** Returns the matrix that rotates columns, an input of functions with such products. */
    public NDArray rotation() {
        return rotation;
    }

    /**
     * Packs a matrix.
     *
     * @param matrix outFeatures x inFeatures, f32; inFeatures must {@link #suits suit}
     * @return the packed weights, and the scale of each of their rows
     */
    public NDList pack(NDArray matrix) {
        return pack.apply(new NDList(matrix, rotation));
    }

    /**
     * Multiplies.
     *
     * @param x rows x inFeatures, f32
     * @param packed what {@link #pack} returned
     * @return x W^T, rows x outFeatures, f32; it belongs to the manager of {@code x}
     */
    public NDArray multiply(NDArray x, NDList packed) {
        return linear.apply(x, rotation, packed.get(0), packed.get(1));
    }

    /** Returns the Hadamard matrix: an entry is negative where its indices share an odd number of ones. */
    private static NDArray hadamard(NDManager manager) {
        int size = EightBitScriptSource.MOST_ROTATED;
        float[] entries = new float[size * size];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Integer.bitCount(i / size & i % size) % 2 == 0 ? 1 : -1;
        }
        return manager.create(entries, new Shape(size, size));
    }

    @Override
    public void close() {
        pack.close();
        linear.close();
        rotation.close();
    }
}
