// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;

/**
 * Reader of steering vectors in safetensors files (huggingface/safetensors, README; F64, F32, F16 or
 * BF16): a single tensor as a NumPy array, or a vector for each layer. The number in a tensor's name is
 * its layer; but where it counts modules from 0, as in {@code model.layers.N}, {@code blocks.N} or
 * llama.cpp's {@code direction.N}, it stands for what comes after it, layer N + 1.
 */
final class SafetensorsVectors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LAYER =
            Pattern.compile("^\\D*?(?<module>(?:layers|blocks|h|direction)\\.)?(?<number>\\d{1,4})(?:\\D.*)?$");

    private SafetensorsVectors() {}

    /** Returns whether a file begins with the length of a header, and the header. */
    static boolean isSafetensors(Path file, byte[] head) throws IOException {
        long length = head.length < 9
                ? -1
                : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return length > 0 && length <= Files.size(file) - 8 && head[8] == '{';
    }

    static ControlVectors.Loaded read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        JsonNode header = header(file, new String(bytes.array(), 8, length, StandardCharsets.UTF_8));
        ByteBuffer data = bytes.slice(8 + length, bytes.capacity() - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
        SortedMap<Integer, float[]> byLayer = new TreeMap<>();
        NpyArray single = null;
        int tensors = 0;
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                continue;
            }
            tensors++;
            NpyArray array = array(file, entry.getKey(), entry.getValue(), data);
            Matcher layer = LAYER.matcher(entry.getKey());
            if (array.shape().length <= 1 && layer.matches()) {
                int number = Integer.parseInt(layer.group("number")) + (layer.group("module") == null ? 0 : 1);
                if (byLayer.put(number, array.values()) != null) {
                    throw new BadInputException(
                            "%s holds two vectors for layer %d; leave one of them out.".formatted(file, number));
                }
            } else {
                single = array;
            }
        }
        if (single != null && tensors > 1) {
            throw new BadInputException(
                    "%s holds %d tensors, and not each is a vector with the number of a layer in its name; write one tensor, or one for each layer."
                            .formatted(file, tensors));
        }
        return single == null ? new ControlVectors.Loaded(byLayer, null) : ControlVectors.ofRows(single, file);
    }

    private static JsonNode header(Path file, String text) {
        try {
            JsonNode header = JSON.readTree(text);
            if (header.isObject()) {
                return header;
            }
        } catch (IOException e) {
            throw new BadInputException(file + " is a safetensors file whose header is damaged; write it again.", e);
        }
        throw new BadInputException(file + " is a safetensors file without a header; write it again.");
    }

    private static NpyArray array(Path file, String name, JsonNode entry, ByteBuffer data) {
        String type = entry.path("dtype").asText();
        int size =
                switch (type) {
                    case "F64" -> 8;
                    case "F32" -> 4;
                    case "F16", "BF16" -> 2;
                    default ->
                        throw new BadInputException("%s stores %s as %s; convert it to F32."
                                .formatted(file, VisibleText.quoted(name), VisibleText.quoted(type)));
                };
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        int[] shape =
                entry.path("shape").valueStream().mapToInt(JsonNode::asInt).toArray();
        long count = 1;
        for (int extent : shape) {
            count *= extent;
        }
        if (from < 0 || to > data.capacity() || count < 0 || to - from != count * size) {
            throw new BadInputException(
                    "%s is cut short or damaged at %s; write it again.".formatted(file, VisibleText.quoted(name)));
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            int at = (int) from + i * size;
            values[i] = switch (type) {
                case "F64" -> (float) data.getDouble(at);
                case "F32" -> data.getFloat(at);
                case "F16" -> Float.float16ToFloat(data.getShort(at));
                default -> Float.intBitsToFloat(data.getShort(at) << 16);
            };
        }
        return new NpyArray(shape, values);
    }
}
