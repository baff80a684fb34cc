// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorTable;
import org.gumshoe.lm.weights.TensorType;

/**
 * A file of {@code torch.save} (PyTorch 1.6 and later): a zip archive of a pickle, which lists the
 * tensors, and of their storages, which are read in place.
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
        return new TorchFile(file, MappedZip.entries(file, arena)).tensors();
    }

    private Map<String, StoredTensor> tensors() {
        MemorySegment order = entries.get(directory + "byteorder");
        if (order != null
                && !new String(order.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII).equals("little")) {
            throw new BadInputException(
                    file + " was saved on a big-endian machine; save it again on a little-endian one.");
        }
        byte[] pickle = entries.get(directory + PICKLE).toArray(ValueLayout.JAVA_BYTE);
        TensorTable table = new TensorTable(file);
        TensorPickle.read(file.toString(), pickle).forEach((name, pickled) -> {
            if (!pickled.storage().className().matches("(Long|Int|Short|Char|Byte|Bool)Storage")) {
                add(table, name, pickled);
            }
        });
        return table.tensors();
    }

    private void add(TensorTable table, String name, PickledTensor pickled) {
        TensorType type =
                switch (pickled.storage().className()) {
                    case "FloatStorage" -> TensorType.F32;
                    case "HalfStorage" -> TensorType.F16;
                    case "BFloat16Storage" -> TensorType.BF16;
                    default ->
                        throw new BadInputException(
                                "%s stores tensor %s as %s; FloatStorage, HalfStorage and BFloat16Storage are read, convert it."
                                        .formatted(
                                                file,
                                                VisibleText.quoted(name),
                                                pickled.storage().className()));
                };
        if (!pickled.isContiguous()) {
            throw new BadInputException(
                    "%s stores tensor %s as a view that leaves numbers out or turns them round; save it contiguous."
                            .formatted(file, VisibleText.quoted(name)));
        }
        MemorySegment storage =
                entries.get(directory + "data/" + pickled.storage().key());
        if (storage == null || pickled.offset() < 0 || pickled.offset() > storage.byteSize()) {
            throw new BadInputException("%s lacks the numbers of tensor %s, or some of them; download it again."
                    .formatted(file, VisibleText.quoted(name)));
        }
        table.add(name, type, pickled.shape(), storage, type.byteSize(pickled.offset()));
    }
}
