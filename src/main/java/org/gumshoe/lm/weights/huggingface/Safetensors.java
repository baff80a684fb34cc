// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorTable;
import org.gumshoe.lm.weights.TensorType;

/**
 * A reader of a safetensors file (huggingface/safetensors, README): the length of the header, a
 * JSON header that lists the tensors, and their data.
 */
public final class Safetensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> IGNORED = Set.of("I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL");

    /** The limit of huggingface/safetensors. */
    private static final long MAX_HEADER_BYTES = 100_000_000;

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
            if (length <= 0 || length > Math.min(bytes.byteSize() - 8, MAX_HEADER_BYTES)) {
                throw new BadInputException(file + " is truncated or no safetensors file; download it again.");
            }
            MemorySegment data = bytes.asSlice(8 + length);
            TensorTable table = new TensorTable(file);
            long end = 0;
            try (JsonParser header = JSON.createParser(bytes.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE))) {
                boolean isObject = header.nextToken() == JsonToken.START_OBJECT;
                while (isObject && header.nextToken() == JsonToken.FIELD_NAME) {
                    String name = header.currentName();
                    header.nextToken();
                    JsonNode entry = JSON.readTree(header);
                    end = Math.max(end, entry.path("data_offsets").path(1).asLong());
                    if (!name.equals("__metadata__")
                            && !IGNORED.contains(entry.path("dtype").asText())) {
                        add(table, file, name, entry, data);
                    }
                }
                if (!isObject || header.currentToken() != JsonToken.END_OBJECT) {
                    throw new BadInputException(file + " has a header that lists no tensors; download it again.");
                }
            }
            Map<String, StoredTensor> tensors = table.disjointTensors();
            if (end < data.byteSize()) {
                throw new BadInputException("%s is damaged: no tensor has its last %d bytes; download it again."
                        .formatted(file, data.byteSize() - end));
            }
            return tensors;
        } catch (JacksonException | CharConversionException e) {
            throw new BadInputException(file + " has a header that is not valid JSON; download it again.", e);
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + ": " + e.getMessage() + "; download it again.", e);
        }
    }

    private static void add(TensorTable table, Path file, String name, JsonNode entry, MemorySegment data) {
        String dtype = entry.path("dtype").asText();
        TensorType type = TensorType.fromName(dtype)
                .filter(known -> known.blockSize() == 1)
                .orElseThrow(() -> new BadInputException("%s stores tensor %s as %s; %s"
                        .formatted(
                                file,
                                VisibleText.quoted(name),
                                VisibleText.quoted(dtype),
                                "F32, F16 and BF16 are read, convert it to one of them.")));
        long[] shape = numbers(entry.path("shape"));
        long[] offsets = numbers(entry.path("data_offsets"));
        boolean isDeclared = shape != null && offsets != null && offsets.length == 2;
        if (!isDeclared || offsets[1] - offsets[0] != table.add(name, type, shape, data, offsets[0])) {
            throw new BadInputException("%s is damaged: tensor %s has the shape %s and the offsets %s; %s"
                    .formatted(
                            file,
                            VisibleText.quoted(name),
                            VisibleText.quoted(entry.path("shape").toString()),
                            VisibleText.quoted(entry.path("data_offsets").toString()),
                            "download it again."));
        }
    }

    /** Returns an array of whole numbers, or null where there is none. */
    private static long[] numbers(JsonNode array) {
        return array.isArray()
                        && array.valueStream().allMatch(n -> n.canConvertToExactIntegral() && n.canConvertToLong())
                ? array.valueStream().mapToLong(JsonNode::asLong).toArray()
                : null;
    }
}
