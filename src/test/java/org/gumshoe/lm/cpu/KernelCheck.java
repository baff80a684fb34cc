// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import org.gumshoe.lm.weights.TensorType;

/**
 * A check of the kernels without a test engine and without PyTorch, on the vectors that its VM has: those of
 * another processor where the VM is told so ({@link VectorWidthsTest}) or runs under an emulator.
 */
final class KernelCheck {
    private KernelCheck() {}

    /** @param arguments how many times, so that the VM compiles what it has interpreted (default: once) */
    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        for (int round = 0; round < rounds; round++) {
            check();
        }
        System.out.printf(
                "%s, vectors of %d bits: right; panels %s%n",
                System.getProperty("os.arch"), SimdKernels.vectorBits(), PackedMatrix.isFast() ? "fast" : "not used");
    }

    private static void check() {
        StoredMatrixTest stored = new StoredMatrixTest();
        for (TensorType type : TensorType.values()) {
            stored.aVectorIsMultipliedByStoredRows(type);
            stored.severalVectorsAreMultipliedByRowsThatAreWrittenOut(type);
            stored.rowsAreWrittenOutAsTheDequantiserDoesToTheBit(type);
        }
        for (TensorType type : new TensorType[] {TensorType.F16, TensorType.BF16, TensorType.F32}) {
            stored.rowsOfAnyLength(type);
        }
        stored.subnormalScalesAreReadAsTheyAre();
        stored.severalTensorsAreOneMatrix();
        MatVecTest sums = new MatVecTest();
        for (int count : new int[] {1, 16, 21, 37, 64}) {
            sums.sumsOverPairs(count);
            sums.exponentials(count);
        }
    }
}
