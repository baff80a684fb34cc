// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Tensor as vllm-lens writes it into JSON: little-endian numbers, compressed with zstd or not, in base64.
 *
 * @param data as transferred
 * @param type the tensor's own, such as torch.bfloat16
 * @param shape sizes of its dimensions
 */
record WireTensor(byte[] data, boolean compressed, String type, int[] shape) {
    /** Most bytes of a number. */
    static final int WIDEST = Float.BYTES;

    private static final String CUT_OFF = "hidden states that are cut off";

    /**
     * Reads a tensor; the parser is at the beginning of its object.
     *
     * @throws IOException when it is none
     */
    static WireTensor read(JsonParser json) throws IOException {
        byte[] data = {};
        String compression = "";
        String stored = "";
        String original = "";
        int[] shape = {};
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "data" -> data = json.getBinaryValue();
                case "dtype" -> stored = json.getText();
                case "original_dtype" -> original = json.getText();
                case "compression" -> compression = json.getText();
                case "shape" -> shape = json.readValueAs(int[].class);
                default -> json.skipChildren();
            }
        }
        return new WireTensor(data, compression.equals("zstd"), original.isEmpty() ? stored : original, shape);
    }

    /**
     * Returns rows of numbers.
     *
     * @param expected shape; the last dimension and the one before it make a row
     * @throws IOException when the tensor has another shape, an unknown type, or data of another size
     */
    float[][] rows(int... expected) throws IOException {
        if (!Arrays.equals(shape, expected)) {
            throw new IOException("hidden states of the shape " + Arrays.toString(shape) + " instead of "
                    + Arrays.toString(expected));
        }
        int numbers = expected[1] * expected[2];
        ByteBuffer raw =
                ByteBuffer.wrap(raw(Math.multiplyExact(expected[0], numbers))).order(ByteOrder.LITTLE_ENDIAN);
        float[][] rows = new float[expected[0]][numbers];
        for (float[] row : rows) {
            for (int i = 0; i < numbers; i++) {
                row[i] = switch (type) {
                    case "torch.bfloat16" -> Float.intBitsToFloat(raw.getShort() << 16);
                    case "torch.float16" -> Float.float16ToFloat(raw.getShort());
                    default -> raw.getFloat();
                };
            }
        }
        return rows;
    }

    private byte[] raw(int numbers) throws IOException {
        int bytes =
                switch (type) {
                    case "torch.bfloat16", "torch.float16" -> Short.BYTES;
                    case "torch.float32", "float32" -> Float.BYTES;
                    default -> throw new IOException("hidden states of the type " + type);
                };
        byte[] raw = data;
        if (compressed) {
            raw = new byte[Math.multiplyExact(numbers, bytes)];
            try {
                if (Zstd.decompressByteArray(raw, 0, raw.length, data, 0, data.length) != raw.length) {
                    throw new IOException(CUT_OFF);
                }
            } catch (ZstdException e) {
                throw new IOException(CUT_OFF, e);
            }
        }
        if (raw.length != Math.multiplyExact(numbers, bytes)) {
            throw new IOException(CUT_OFF);
        }
        return raw;
    }

    /** Returns one row of numbers as a tensor of the shape 1 x {@code row.length}. */
    static ObjectNode write(float[] row) {
        ByteBuffer raw = ByteBuffer.allocate(row.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : row) {
            raw.putFloat(number);
        }
        ObjectNode tensor = JsonNodeFactory.instance.objectNode();
        tensor.put("data", raw.array()).put("dtype", "float32").put("original_dtype", "torch.float32");
        tensor.putArray("shape").add(1).add(row.length);
        return tensor;
    }
}
