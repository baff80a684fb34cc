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
import org.gumshoe.lm.engine.EightBitPacker;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.NativeMemory;
import org.gumshoe.lm.weights.ThreadBuffers;
import org.gumshoe.lm.weights.WeightReader;

/**
 * A loader of weight matrices into tensors of the engine. In f32 the tensors share memory of
 * {@code arena}, which must outlive them. In bf16 a matrix passes, slice by slice, through an f32
 * buffer and is collected in a bf16 staging buffer before it is packed; both buffers are reused, so
 * that the packed matrices lie side by side in memory.
 */
final class MatrixLoader implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    /** Floats that one thread dequantises at a time. */
    private static final int CHUNK_FLOATS = 1 << 16;

    private static final int SLICE_FLOATS = 1 << 22;

    /** 64 MB of bf16, which the launcher's allocator settings keep apart from the weights. */
    private static final int STAGING_NUMBERS = 1 << 25;

    /** A buffer that crosses to native code holds less than 2 GB. */
    private static final long MAX_BUFFER_BYTES = Integer.MAX_VALUE - 4095L;

    private final NDManager manager;
    private final Arena arena;
    private final MatrixPacker packer;
    private final Arena sliceArena = Arena.ofShared();
    private final SegmentAllocator sliceBuffer;
    private NDArray staging;

    MatrixLoader(NDManager manager, Arena arena, MatrixPacker packer) {
        this.manager = manager;
        this.arena = arena;
        this.packer = packer;
        this.sliceBuffer = SegmentAllocator.prefixAllocator(
                sliceArena.allocate(packer.precision() == Precision.F32 ? 0 : 4L * SLICE_FLOATS, ALIGNMENT));
    }

    /**
     * Loads matrices with the same inFeatures as a single one, their outputs concatenated.
     *
     * @return the weight of a linear layer from {@link MatrixPacker#linearSource}
     */
    NDArray load(List<WeightReader> parts) {
        if (packer.precision() == Precision.F32) {
            return packer.convertAndPack(f32Matrix(parts, arena));
        }
        int columns = parts.getFirst().columns();
        NDArray matrix = allocate(parts.stream().mapToInt(WeightReader::rows).sum(), columns);
        int firstRow = 0;
        for (WeightReader slice : slices(parts, Math.max(1, SLICE_FLOATS / columns))) {
            try (NDArray rows = tensor(List.of(slice), columns, sliceBuffer)) {
                packer.copyRows(rows, matrix, firstRow);
            }
            firstRow += slice.rows();
        }
        return packer.pack(matrix);
    }

    /**
     * Loads matrices as {@link #load} does, but in eight bits.
     *
     * @return what {@link EightBitPacker#pack} returns
     */
    NDList load(List<WeightReader> parts, EightBitPacker eightBits) {
        try (Arena passing = Arena.ofShared();
                NDArray matrix = f32Matrix(parts, passing)) {
            return eightBits.pack(matrix);
        }
    }

    /** Allocates a bf16 matrix; one that will be packed is a view of the staging buffer. */
    private NDArray allocate(int rows, int columns) {
        if (!packer.packs()) {
            return packer.allocate(manager, rows, columns);
        }
        if (staging == null || staging.size() < (long) rows * columns) {
            closeStaging();
            staging = packer.allocate(manager, Math.max(rows, STAGING_NUMBERS / columns), columns);
        }
        return packer.view(staging, rows, columns);
    }

    private void closeStaging() {
        if (staging != null) {
            staging.close();
        }
    }

    private static List<WeightReader> slices(List<WeightReader> parts, int maxRows) {
        List<WeightReader> slices = new ArrayList<>();
        for (WeightReader part : parts) {
            for (int row = 0; row < part.rows(); row += maxRows) {
                slices.add(part.slice(row, Math.min(maxRows, part.rows() - row)));
            }
        }
        return slices;
    }

    private NDArray f32Matrix(List<WeightReader> parts, SegmentAllocator allocator) {
        int columns = parts.getFirst().columns();
        long rows = parts.stream().mapToLong(WeightReader::rows).sum();
        long maxRows = MAX_BUFFER_BYTES / (4L * columns);
        if (rows <= maxRows) {
            return tensor(parts, columns, allocator);
        }
        NDList tensors = new NDList();
        slices(parts, (int) maxRows).forEach(slice -> tensors.add(tensor(List.of(slice), columns, allocator)));
        NDArray matrix = NDArrays.concat(tensors, 0);
        tensors.close();
        return matrix;
    }

    private NDArray tensor(List<WeightReader> parts, int columns, SegmentAllocator allocator) {
        int rows = parts.stream().mapToInt(WeightReader::rows).sum();
        MemorySegment floats = allocator.allocate(4L * rows * columns, ALIGNMENT);
        long offset = 0;
        for (WeightReader part : parts) {
            long bytes = 4L * part.rows() * columns;
            read(part, floats.asSlice(offset, bytes));
            offset += bytes;
        }
        return manager.create(
                floats.asByteBuffer().order(ByteOrder.nativeOrder()), new Shape(rows, columns), DataType.FLOAT32);
    }

    /** Reads rows in parallel, in chunks. */
    private static void read(WeightReader reader, MemorySegment target) {
        int columns = reader.columns();
        int chunkRows = Math.max(1, CHUNK_FLOATS / columns);
        IntStream.range(0, Math.ceilDiv(reader.rows(), chunkRows)).parallel().forEach(chunk -> {
            int first = chunk * chunkRows;
            int count = Math.min(chunkRows, reader.rows() - first);
            float[] floats = ThreadBuffers.floats(count * columns);
            for (int row = 0; row < count; row++) {
                reader.source().readRow(first + row, floats, row * columns);
            }
            MemorySegment.copy(floats, 0, target, ValueLayout.JAVA_FLOAT, 4L * first * columns, count * columns);
        });
    }

    @Override
    public void close() {
        closeStaging();
        sliceArena.close();
        NativeMemory.trim();
    }
}
