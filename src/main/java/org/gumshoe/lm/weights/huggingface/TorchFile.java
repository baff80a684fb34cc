// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;

/**
 * Reads one file of {@code torch.save} (PyTorch 1.6 and later): a zip archive of one pickle and of
 * storages, which are read where they lie.
 */
final class TorchFile {
    private static final String CONTENTS = "data.pkl";

    private final Path file;
    private final Map<String, MemorySegment> entries;
    private final String directory;

    private TorchFile(Path file, Map<String, MemorySegment> entries) {
        this.file = file;
        this.entries = entries;
        this.directory = entries.keySet().stream()
                .filter(name -> name.endsWith("/" + CONTENTS))
                .findFirst()
                .map(name -> name.substring(0, name.length() - CONTENTS.length()))
                .orElseThrow(() -> new BadInputException(file + " is a zip archive without " + CONTENTS
                        + ", so no PyTorch weights; download it again."));
    }

    /**
     * The tensors of a file, mapped into {@code arena}. Tensors that hold no real numbers (masks,
     * counters) are left out.
     */
    static Map<String, StoredTensor> read(Path file, Arena arena) {
        return new TorchFile(file, MappedZip.entries(file, arena)).tensors();
    }

    private Map<String, StoredTensor> tensors() {
        MemorySegment order = entries.get(directory + "byteorder");
        if (order != null
                && !new String(order.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII).equals("little")) {
            throw new BadInputException(
                    file + " was saved on a big-endian machine; save it again on a little-endian one.");
        }
        byte[] pickle = entries.get(directory + CONTENTS).toArray(ValueLayout.JAVA_BYTE);
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        TensorPickle.read(file.toString(), pickle).forEach((name, saved) -> {
            if (!saved.storage().kind().matches("(Long|Int|Short|Char|Byte|Bool)Storage")) {
                tensors.put(name, tensor(name, saved));
            }
        });
        return tensors;
    }

    private StoredTensor tensor(String name, TensorPickle.Saved saved) {
        TensorType type =
                switch (saved.storage().kind()) {
                    case "FloatStorage" -> TensorType.F32;
                    case "HalfStorage" -> TensorType.F16;
                    case "BFloat16Storage" -> TensorType.BF16;
                    default ->
                        throw new BadInputException(
                                "%s stores tensor %s as %s; FloatStorage, HalfStorage and BFloat16Storage are read, convert it."
                                        .formatted(file, name, saved.storage().kind()));
                };
        if (!contiguous(saved)) {
            throw new BadInputException(
                    "%s stores tensor %s as a view that leaves numbers out or turns them round; save it contiguous."
                            .formatted(file, name));
        }
        MemorySegment storage =
                entries.getOrDefault(directory + "data/" + saved.storage().key(), MemorySegment.NULL);
        try {
            long size = 1;
            for (long extent : saved.shape()) {
                size = Math.multiplyExact(size, extent);
            }
            return new StoredTensor(
                    name,
                    type,
                    saved.shape(),
                    storage.asSlice(
                            Math.multiplyExact(type.bytes(1), saved.offset()),
                            Math.multiplyExact(type.bytes(1), size)));
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new BadInputException(
                    "%s lacks the numbers of tensor %s, or some of them; download it again.".formatted(file, name), e);
        }
    }

    private static boolean contiguous(TensorPickle.Saved saved) {
        if (saved.strides().length != saved.shape().length) {
            return false;
        }
        long step = 1;
        for (int d = saved.shape().length - 1; d >= 0; d--) {
            if (saved.shape()[d] != 1 && saved.strides()[d] != step) {
                return false;
            }
            step *= saved.shape()[d];
        }
        return true;
    }
}
