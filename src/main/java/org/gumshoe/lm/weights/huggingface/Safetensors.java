// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;

/**
 * A reader of a safetensors file (huggingface/safetensors, README): the length of the header, a
 * JSON header that lists the tensors, and their data.
 */
public final class Safetensors {
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Safetensors() {}

    /**
     * Reads the tensors of a file, mapped into {@code arena}. Integer and boolean tensors (masks,
     * counters) are left out.
     *
     * @throws BadInputException when the file is truncated, damaged, or stores an unknown type
     */
    public static Map<String, StoredTensor> read(Path file, Arena arena) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long length = bytes.byteSize() < 8 ? -1 : bytes.get(LENGTH, 0);
            if (length <= 0 || length > bytes.byteSize() - 8) {
                throw new BadInputException(file + " is truncated or no safetensors file; download it again.");
            }
            JsonNode header =
                    new ObjectMapper().readTree(bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE));
            MemorySegment data = bytes.asSlice(8 + length);
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : header.properties()) {
                if (!entry.getKey().equals("__metadata__")
                        && !entry.getValue().path("dtype").asText().matches("[IU]\\d+|BOOL")) {
                    tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
                }
            }
            return tensors;
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    private static StoredTensor tensor(Path file, String name, JsonNode entry, MemorySegment data) {
        String dtype = entry.path("dtype").asText();
        TensorType type = TensorType.fromName(dtype)
                .filter(known -> known.blockSize() == 1)
                .orElseThrow(() -> new BadInputException(file + " stores tensor " + name + " as " + dtype
                        + "; F32, F16 and BF16 are read, convert it to one of them."));
        long[] shape = new long[entry.path("shape").size()];
        long size = 1;
        for (int d = 0; d < shape.length; d++) {
            shape[d] = entry.path("shape").get(d).asLong();
            size *= shape[d];
        }
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to > data.byteSize() || to - from != type.byteSize(size)) {
            throw new BadInputException(
                    file + " is truncated: tensor " + name + " lies beyond its end; download it again.");
        }
        return new StoredTensor(name, type, shape, data.asSlice(from, to - from));
    }
}
