// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * A file of {@code torch.save} before PyTorch 1.6 (torch/serialization.py, _legacy_save): a magic
 * number and a version, what machine wrote it, the tensors and the keys of their storages, a pickle
 * each; then the storages, each behind its number of elements.
 */
final class LegacyTorchFile {
    /** The pickles of the magic number 0x1950a86a20f9469cfc6c and of version 1001. */
    private static final byte[] MAGIC = HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e80024de9032e");

    /** Most bytes of the pickles: names and shapes of a hundred thousand tensors. */
    private static final int MAX_PICKLE_BYTES = 64 << 20;

    private static final ValueLayout.OfLong COUNT = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LegacyTorchFile() {}

    /** Returns whether a file begins as one of this format. */
    static boolean isLegacy(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer head = ByteBuffer.allocate(MAGIC.length);
            channel.read(head, 0);
            return Arrays.equals(head.array(), MAGIC);
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    /** Reads the tensors of a file, mapped into {@code arena}, as {@link TorchFile#read}. */
    static Map<String, StoredTensor> read(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            byte[] head = bytes.asSlice(0, Math.min(bytes.byteSize(), MAX_PICKLE_BYTES))
                    .toArray(ValueLayout.JAVA_BYTE);
            ByteBuffer pickles = ByteBuffer.wrap(head).position(MAGIC.length);
            Object machine = TensorPickle.read(file.toString(), pickles);
            if (machine instanceof Map<?, ?> info && Boolean.FALSE.equals(info.get("little_endian"))) {
                throw new BadInputException(
                        file + " was saved on a big-endian machine; save it again on a little-endian one.");
            }
            Map<String, PickledTensor> tensors =
                    StateDict.in(file.toString(), TensorPickle.read(file.toString(), pickles));
            Object keys = TensorPickle.read(file.toString(), pickles);
            Map<String, MemorySegment> storages = storages(file, bytes, pickles.position(), keys, tensors);
            return new TorchTensors(file, arena).of(tensors, storage -> storages.get(storage.key()));
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    private static Map<String, MemorySegment> storages(
            Path file, MemorySegment bytes, long from, Object keys, Map<String, PickledTensor> tensors) {
        Map<String, Integer> sizes = new HashMap<>();
        tensors.values().forEach(tensor -> sizes.put(tensor.storage().key(), elementBytes(tensor.storage())));
        Map<String, MemorySegment> storages = new HashMap<>();
        long at = from;
        for (Object key : keys instanceof List<?> list ? list : List.of()) {
            Integer size = key instanceof String name ? sizes.get(name) : null;
            if (size == null) {
                throw new BadInputException(file
                        + " holds numbers beside the model's, of unknown size; save the model's state_dict alone.");
            }
            long count = bytes.byteSize() - at < 8 ? -1 : bytes.get(COUNT, at);
            at += 8;
            if (count < 0 || count > (bytes.byteSize() - at) / size) {
                throw new BadInputException(file + " is truncated; download it again.");
            }
            storages.put(String.valueOf(key), bytes.asSlice(at, count * size));
            at += count * size;
        }
        return storages;
    }

    private static int elementBytes(PickledTensor.Storage storage) {
        return switch (storage.className()) {
            case "DoubleStorage", "LongStorage", "ComplexFloatStorage" -> 8;
            case "FloatStorage", "IntStorage" -> 4;
            case "HalfStorage", "BFloat16Storage", "ShortStorage" -> 2;
            case "ComplexDoubleStorage" -> 16;
            default -> 1;
        };
    }
}
