// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorTable;
import org.gumshoe.lm.weights.TensorType;

/**
 * A builder of stored tensors from those that a pickle describes. Integer and boolean ones (masks,
 * counters) are left out; a view whose numbers do not follow one another is copied.
 *
 * @param file file to name in error messages
 * @param arena owner of copies
 */
record TorchTensors(Path file, Arena arena) {
    /** A finder of a storage's bytes by its key; null where there are none. */
    interface Storages {
        MemorySegment of(PickledTensor.Storage storage);
    }

    /**
     * Builds tensors.
     *
     * @throws BadInputException when numbers are missing, or a weight is of an unknown type
     */
    Map<String, StoredTensor> of(Map<String, PickledTensor> pickled, Storages storages) {
        TensorTable table = new TensorTable(file);
        pickled.forEach((name, tensor) -> {
            TensorType type = type(tensor.storage().className());
            if (type != null) {
                add(table, name, type, tensor, storages);
            } else if (isWeight(name, tensor)) {
                throw new BadInputException(
                        "%s stores tensor %s as %s; FloatStorage, DoubleStorage, HalfStorage and BFloat16Storage are read, convert it."
                                .formatted(
                                        file,
                                        VisibleText.quoted(name),
                                        VisibleText.quoted(tensor.storage().className())));
            }
        });
        return table.tensors();
    }

    private static TensorType type(String className) {
        return switch (className) {
            case "FloatStorage" -> TensorType.F32;
            case "DoubleStorage" -> TensorType.F64;
            case "HalfStorage" -> TensorType.F16;
            case "BFloat16Storage" -> TensorType.BF16;
            default -> null;
        };
    }

    private static boolean isWeight(String name, PickledTensor tensor) {
        boolean isCounter = tensor.storage().className().matches("(Long|Int|Short|Char|Byte|Bool)Storage");
        return !isCounter && (name.endsWith(".weight") || name.endsWith(".bias"));
    }

    private void add(TensorTable table, String name, TensorType type, PickledTensor tensor, Storages storages) {
        MemorySegment storage = storages.of(tensor.storage());
        if (storage == null
                || tensor.offset() < 0
                || tensor.offset() > storage.byteSize()
                || !tensor.isContiguous() && !tensor.liesWithin(storage.byteSize() / type.byteSize(1))) {
            throw new BadInputException("%s lacks the numbers of tensor %s, or some of them; download it again."
                    .formatted(file, VisibleText.quoted(name)));
        }
        if (tensor.isContiguous()) {
            table.add(name, type, tensor.shape(), storage, type.byteSize(tensor.offset()));
        } else {
            table.add(name, type, tensor.shape(), copy(tensor, type, storage), 0);
        }
    }

    private MemorySegment copy(PickledTensor tensor, TensorType type, MemorySegment storage) {
        long bytes = type.byteSize(1);
        long size = tensor.size();
        MemorySegment copy = arena.allocate(Math.max(1, size * bytes));
        long[] index = new long[tensor.shape().length];
        for (long i = 0, from = tensor.offset(); i < size; i++) {
            MemorySegment.copy(storage, from * bytes, copy, i * bytes, bytes);
            for (int d = index.length - 1; d >= 0; d--) {
                from += tensor.strides()[d];
                if (++index[d] < tensor.shape()[d]) {
                    break;
                }
                from -= index[d] * tensor.strides()[d];
                index[d] = 0;
            }
        }
        return copy;
    }
}
