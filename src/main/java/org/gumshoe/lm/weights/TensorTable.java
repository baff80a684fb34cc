// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * A table of the tensors of a file, each checked as it is added: its name is new, its extents are
 * counts, and its data lie in the file. Tensors without elements are left out.
 */
public final class TensorTable {
    private final Path file;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

    /** @param file file to name in error messages */
    public TensorTable(Path file) {
        this.file = file;
    }

    /**
     * Adds a tensor.
     *
     * @param shape slowest dimension first
     * @param data part of the file in which the tensor lies
     * @param offset bytes of {@code data} before the tensor
     * @return the bytes of the tensor; an empty one is left out
     * @throws BadInputException when anything of it is wrong
     */
    public long add(String name, TensorType type, long[] shape, MemorySegment data, long offset) {
        long size = size(name, shape);
        if (size == 0) {
            return 0;
        }
        if (shape.length > 0 && shape[shape.length - 1] % type.blockSize() != 0) {
            throw wrong(
                    name,
                    "has rows of %d numbers, where %s stores blocks of %d"
                            .formatted(shape[shape.length - 1], type, type.blockSize()));
        }
        long length = size / type.blockSize() > data.byteSize() ? Long.MAX_VALUE : type.byteSize(size);
        if (offset < 0 || offset > data.byteSize() - length) {
            throw new BadInputException(
                    "%s is truncated: tensor %s of shape %s lies beyond its end (%d bytes); download it again."
                            .formatted(fileName(), VisibleText.quoted(name), shape(shape), data.byteSize()));
        }
        StoredTensor tensor = new StoredTensor(name, type, shape, data.asSlice(offset, length));
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw wrong(name, "is there twice");
        }
        return length;
    }

    private long size(String name, long[] shape) {
        try {
            return Arrays.stream(shape).reduce(1, (size, extent) -> {
                if (extent < 0) {
                    throw new ArithmeticException();
                }
                return Math.multiplyExact(size, extent);
            });
        } catch (ArithmeticException e) {
            throw wrong(name, "has the shape " + shape(shape));
        }
    }

    /** Returns the tensors by name, in the order in which they were added. */
    public Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /**
     * Returns {@link #tensors} of a format in which each tensor has bytes of its own.
     *
     * @throws BadInputException when two tensors overlap
     */
    public Map<String, StoredTensor> disjointTensors() {
        List<StoredTensor> byAddress = tensors.values().stream()
                .sorted(Comparator.comparingLong(tensor -> tensor.data().address()))
                .toList();
        for (int i = 1; i < byAddress.size(); i++) {
            MemorySegment before = byAddress.get(i - 1).data();
            StoredTensor tensor = byAddress.get(i);
            if (before.address() + before.byteSize() > tensor.data().address()) {
                throw wrong(
                        tensor.name(),
                        "overlaps tensor "
                                + VisibleText.quoted(byAddress.get(i - 1).name()));
            }
        }
        return tensors;
    }

    private BadInputException wrong(String name, String what) {
        return new BadInputException("%s is damaged: tensor %s %s; download it again."
                .formatted(fileName(), VisibleText.quoted(name), what));
    }

    private String fileName() {
        return VisibleText.quoted(file.toString());
    }

    private static String shape(long[] shape) {
        return VisibleText.cut(Arrays.toString(shape), 60);
    }
}
