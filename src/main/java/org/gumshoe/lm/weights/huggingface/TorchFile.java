// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * A file of {@code torch.save}: since PyTorch 1.6 a zip archive of a pickle, which lists the tensors,
 * and of their storages, which are read in place; before, a {@link LegacyTorchFile}.
 */
final class TorchFile {
    private static final String PICKLE = "data.pkl";

    private final Path file;
    private final Map<String, MemorySegment> entries;
    private final String directory;

    private TorchFile(Path file, Map<String, MemorySegment> entries) {
        this.file = file;
        this.entries = entries;
        this.directory = entries.keySet().stream()
                .filter(name -> name.endsWith("/" + PICKLE))
                .findFirst()
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .orElseThrow(() -> new BadInputException(
                        file + " is a zip archive without " + PICKLE + ", so no PyTorch weights; download it again."));
    }

    /**
     * Reads the tensors of a file, mapped into {@code arena}. Integer and boolean tensors (masks,
     * counters) are left out.
     *
     * @throws BadInputException when the file is damaged, holds anything but tensors, or stores an
     *     unknown type
     */
    static Map<String, StoredTensor> read(Path file, Arena arena) {
        return LegacyTorchFile.isLegacy(file)
                ? LegacyTorchFile.read(file, arena)
                : new TorchFile(file, MappedZip.entries(file, arena)).tensors(arena);
    }

    private Map<String, StoredTensor> tensors(Arena arena) {
        MemorySegment order = entries.get(directory + "byteorder");
        if (order != null
                && !new String(order.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII).equals("little")) {
            throw new BadInputException(
                    file + " was saved on a big-endian machine; save it again on a little-endian one.");
        }
        byte[] pickle = entries.get(directory + PICKLE).toArray(ValueLayout.JAVA_BYTE);
        Object root = TensorPickle.read(file.toString(), ByteBuffer.wrap(pickle));
        return new TorchTensors(file, arena)
                .of(StateDict.in(file.toString(), root), storage -> entries.get(directory + "data/" + storage.key()));
    }
}
