// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;

/**
 * ggml's products of rows of one stored type with vectors in eight bits.
 *
 * @param dot the address of its vec_dot
 * @param rounding the address of what rounds a vector for it
 * @param products the address of llamafile_sgemm, which multiplies several rows and vectors at once; zero where the
 *     library has nothing for this type
 * @param block what a rounded vector consists of
 * @param type ggml's code of the stored type
 * @param vectorType ggml's code of a rounded vector's type
 */
@SuppressWarnings("restricted") // the launcher enables native access
record GgmlKernel(
        MemorySegment dot, MemorySegment rounding, MemorySegment products, Block block, int type, int vectorType) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    /** Blocks of Q8_0, Q8_1 and Q8_K, the types that vectors are rounded to, by ggml's codes. */
    static final Map<Integer, Block> BLOCKS =
            Map.of(8, new Block(32, 34), 9, new Block(32, 36), 15, new Block(256, 292));

    /** {@code void vec_dot(int n, float* s, size_t bs, void* x, size_t bx, void* y, size_t by, int nrc)} */
    private static final MethodHandle DOT =
            handle(FunctionDescriptor.ofVoid(INT, LONG, LONG, LONG, LONG, LONG, LONG, INT));

    /** {@code void from_float(float* x, void* y, int64_t k)} */
    private static final MethodHandle ROUND = handle(FunctionDescriptor.ofVoid(LONG, LONG, LONG));

    /**
     * {@code bool llamafile_sgemm(ggml_compute_params* p, int64_t m, int64_t n, int64_t k, void* A, int64_t lda,
     * void* B, int64_t ldb, void* C, int64_t ldc, int Atype, int Btype, int Ctype)}: m rows of A, n of B; k, lda and
     * ldb in blocks.
     */
    private static final MethodHandle PRODUCTS = handle(FunctionDescriptor.of(
            ValueLayout.JAVA_BOOLEAN, LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, INT, INT, INT));

    /** ggml's code of f32. */
    private static final int F32 = 0;

    /** A ggml_compute_params of the only thread: ith, nth, wsize, wdata, threadpool. */
    private static final MemorySegment ALONE = Arena.global().allocate(64, 8);

    static {
        ALONE.set(INT, Integer.BYTES, 1);
    }

    /**
     * A block of a rounded vector.
     *
     * @param numbers numbers that share a scale
     * @param bytes what they take with it
     */
    record Block(int numbers, int bytes) {}

    /** @param products the address of llamafile_sgemm, or zero; it is tried with a block of zeros */
    static GgmlKernel of(
            MemorySegment dot, MemorySegment rounding, MemorySegment products, Block block, int type, int vectorType) {
        GgmlKernel kernel = new GgmlKernel(dot, rounding, products, block, type, vectorType);
        if (products.address() == 0) {
            return kernel;
        }
        try (Arena arena = Arena.ofConfined()) {
            long zeros = arena.allocate(4L * block.bytes, 64).address();
            long y = arena.allocate(64, 64).address();
            return kernel.tryMultiply(1, 2, block.numbers, zeros, zeros, y)
                    ? kernel
                    : new GgmlKernel(dot, rounding, MemorySegment.NULL, block, type, vectorType);
        }
    }

    private static MethodHandle handle(FunctionDescriptor function) {
        return Linker.nativeLinker().downcallHandle(function, Linker.Option.critical(false));
    }

    boolean roundsAs(GgmlKernel other) {
        return rounding.address() == other.rounding.address();
    }

    /** Returns the bytes of a rounded vector, fewer than those of its floats. */
    long roundedBytes(int columns) {
        return (long) columns / block.numbers * block.bytes;
    }

    /** Rounds {@code columns} floats at address {@code x} to eight bits, at address {@code to}. */
    void round(long x, long to, int columns) {
        try {
            ROUND.invokeExact(rounding, x, to, (long) columns);
        } catch (Throwable e) {
            throw new IllegalStateException("ggml's rounding", e);
        }
    }

    /** Writes the product of the stored row and the rounded vector at these addresses to address {@code y}. */
    void dot(int columns, long y, long row, long vector) {
        try {
            DOT.invokeExact(dot, columns, y, 0L, row, 0L, vector, 0L, 1);
        } catch (Throwable e) {
            throw new IllegalStateException("ggml's dot product", e);
        }
    }

    /** Returns whether {@link #multiply} can be called. */
    boolean multiplies() {
        return products.address() != 0;
    }

    /**
     * Writes the products of stored rows and two or more rounded vectors, one after the other from these addresses on,
     * to address {@code y}: vectors x rows.
     */
    void multiply(int rows, int vectors, int columns, long firstRow, long firstVector, long y) {
        if (!tryMultiply(rows, vectors, columns, firstRow, firstVector, y)) {
            throw new IllegalStateException("ggml has no products of type " + type);
        }
    }

    private boolean tryMultiply(long rows, long vectors, int columns, long firstRow, long firstVector, long y) {
        long blocks = columns / block.numbers;
        try {
            return (boolean) PRODUCTS.invokeExact(
                    products,
                    ALONE.address(),
                    rows,
                    vectors,
                    blocks,
                    firstRow,
                    blocks,
                    firstVector,
                    blocks,
                    y,
                    rows,
                    type,
                    vectorType,
                    F32);
        } catch (Throwable e) {
            throw new IllegalStateException("ggml's products", e);
        }
    }
}
