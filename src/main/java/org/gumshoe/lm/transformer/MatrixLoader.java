// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.LinearKernels;
import org.gumshoe.lm.engine.NativeMemory;
import org.gumshoe.lm.weights.ThreadBuffers;
import org.gumshoe.lm.weights.WeightReader;

/**
 * Brings matrices into memory in some precision. In f32 the numbers live in {@code arena}, which
 * must outlive the arrays, and no copy is made on the way to the tensor engine; in bf16 they pass
 * through a piece of a matrix in f32 and then a room for the matrix before it is packed, always the
 * same ones, so that matrices lie side by side.
 */
final class MatrixLoader implements AutoCloseable {
    private static final int CHUNK = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final int PIECE = 1 << 22;

    /** 64 MB, which the launcher's settings of the allocator keep away from the weights. */
    private static final int ROOM = 1 << 25;

    private static final long LARGEST = Integer.MAX_VALUE - 4095L;

    private final NDManager manager;
    private final Arena arena;
    private final LinearKernels products;
    private final Arena loading = Arena.ofShared();
    private final SegmentAllocator piece;
    private NDArray room;

    MatrixLoader(NDManager manager, Arena arena, LinearKernels products) {
        this.manager = manager;
        this.arena = arena;
        this.products = products;
        this.piece = SegmentAllocator.prefixAllocator(
                loading.allocate(products.precision() == Precision.F32 ? 0 : 4L * PIECE, ALIGNMENT));
    }

    /**
     * Matrices of equal inputs, one below the other, as {@link LinearKernels#product} takes them.
     */
    NDArray load(List<WeightReader> parts) {
        if (products.precision() == Precision.F32) {
            return products.keep(matrix(parts, arena));
        }
        int columns = parts.getFirst().columns();
        NDArray whole = room(parts.stream().mapToInt(WeightReader::rows).sum(), columns);
        int at = 0;
        for (WeightReader part : pieces(parts, Math.max(1, PIECE / columns))) {
            try (NDArray numbers = array(List.of(part), columns, piece)) {
                products.round(numbers, whole, at);
            }
            at += part.rows();
        }
        return products.pack(whole);
    }

    /** For a matrix that will be packed, always the same. */
    private NDArray room(int rows, int columns) {
        if (!products.packs()) {
            return products.room(manager, rows, columns);
        }
        if (room == null || room.size() < (long) rows * columns) {
            closeRoom();
            room = products.room(manager, Math.max(rows, ROOM / columns), columns);
        }
        return products.part(room, rows, columns);
    }

    private void closeRoom() {
        if (room != null) {
            room.close();
        }
    }

    private static List<WeightReader> pieces(List<WeightReader> parts, int most) {
        List<WeightReader> pieces = new ArrayList<>();
        for (WeightReader part : parts) {
            for (int from = 0; from < part.rows(); from += most) {
                pieces.add(part.slice(from, Math.min(most, part.rows() - from)));
            }
        }
        return pieces;
    }

    private NDArray matrix(List<WeightReader> parts, Arena arena) {
        int columns = parts.getFirst().columns();
        long rows = parts.stream().mapToLong(WeightReader::rows).sum();
        long most = LARGEST / (4L * columns); // a buffer that crosses to native code holds 2 GB
        if (rows <= most) {
            return array(parts, columns, arena);
        }
        NDList arrays = new NDList();
        pieces(parts, (int) most).forEach(piece -> arrays.add(array(List.of(piece), columns, arena)));
        NDArray whole = NDArrays.concat(arrays, 0);
        arrays.close();
        return whole;
    }

    private NDArray array(List<WeightReader> parts, int columns, SegmentAllocator arena) {
        int rows = parts.stream().mapToInt(WeightReader::rows).sum();
        MemorySegment numbers = arena.allocate(4L * rows * columns, ALIGNMENT);
        long at = 0;
        for (WeightReader part : parts) {
            fill(numbers.asSlice(at, 4L * part.rows() * columns), part);
            at += 4L * part.rows() * columns;
        }
        return manager.create(
                numbers.asByteBuffer().order(ByteOrder.nativeOrder()), new Shape(rows, columns), DataType.FLOAT32);
    }

    private static void fill(MemorySegment to, WeightReader from) {
        int columns = from.columns();
        int step = Math.max(1, CHUNK / columns);
        IntStream.range(0, Math.ceilDiv(from.rows(), step)).parallel().forEach(chunk -> {
            int first = chunk * step;
            int count = Math.min(step, from.rows() - first);
            float[] numbers = ThreadBuffers.floats(count * columns);
            for (int row = 0; row < count; row++) {
                from.source().row(first + row, numbers, row * columns);
            }
            MemorySegment.copy(numbers, 0, to, ValueLayout.JAVA_FLOAT, 4L * first * columns, count * columns);
        });
    }

    @Override
    public void close() {
        closeRoom();
        loading.close();
        NativeMemory.trim();
    }
}
