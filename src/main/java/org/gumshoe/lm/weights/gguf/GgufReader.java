// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorType;

/** A reader of a GGUF file's header, versions 2 and 3 (ggml-org/ggml, docs/gguf.md). */
final class GgufReader {
    private static final int MAGIC = 0x46554747; // "GGUF", little-endian
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private long at;

    private GgufReader(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** The header of a file: its metadata, and its tensors by name. */
    record Header(GgufMetadata metadata, Map<String, StoredTensor> tensors) {}

    /**
     * Reads the header.
     *
     * @param file file to name in error messages
     * @throws BadInputException when the file is truncated, damaged or of another kind
     */
    static Header read(Path file, MemorySegment bytes) {
        try {
            return new GgufReader(file, bytes).readHeader();
        } catch (IndexOutOfBoundsException | ArithmeticException | NegativeArraySizeException e) {
            throw truncated(file, e);
        }
    }

    private static BadInputException truncated(Path file, Exception cause) {
        return new BadInputException(
                file + " ends before its own table of contents does; it is truncated or damaged, download it again.",
                cause);
    }

    private Header readHeader() {
        if (bytes.byteSize() < 4 || int32() != MAGIC) {
            throw new BadInputException(file + " is not a GGUF file; give a .gguf file or a HuggingFace directory.");
        }
        int version = int32();
        if (version != 2 && version != 3) {
            throw new BadInputException(
                    file + " is GGUF version " + version + "; versions 2 and 3 are read, convert it again.");
        }
        int tensorCount = count();
        int keyCount = count();
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keyCount; i++) {
            String key = string();
            values.put(key, value(int32()));
        }
        GgufMetadata metadata = new GgufMetadata(file, values);
        return new Header(metadata, tensors(tensorCount, metadata.integer("general.alignment", 32)));
    }

    private record TensorInfo(String name, long[] shape, TensorType type, long offset) {}

    /** @param alignment bytes to which the start of the tensor data is aligned */
    private Map<String, StoredTensor> tensors(int tensorCount, int alignment) {
        List<TensorInfo> infos = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            String name = string();
            int dimensions = int32();
            long[] shape = new long[dimensions];
            for (int d = dimensions - 1; d >= 0; d--) { // GGUF counts the fastest dimension first
                shape[d] = int64();
            }
            int ggmlType = int32();
            TensorType type = TensorType.fromGgml(ggmlType)
                    .orElseThrow(() -> new BadInputException(
                            "%s stores tensor %s as ggml type %d, which is not read; convert it to one of %s."
                                    .formatted(file, name, ggmlType, List.of(TensorType.values()))));
            infos.add(new TensorInfo(name, shape, type, int64()));
        }
        long dataStart = Math.ceilDiv(at, alignment) * alignment;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (TensorInfo info : infos) {
            long size = 1;
            for (long extent : info.shape) {
                size = Math.multiplyExact(size, extent);
            }
            long length = info.type.byteSize(size);
            if (info.offset < 0 || dataStart + info.offset + length > bytes.byteSize()) {
                throw new BadInputException(
                        "%s is truncated: tensor %s lies beyond its end (%d bytes); download it again."
                                .formatted(file, info.name, bytes.byteSize()));
            }
            MemorySegment data = bytes.asSlice(dataStart + info.offset, length);
            tensors.put(info.name, new StoredTensor(info.name, info.type, info.shape, data));
        }
        return tensors;
    }

    /**
     * Reads a metadata value. Numbers become Integer, Long or Double; arrays become String[],
     * double[] or Object[].
     *
     * @param type code of gguf_metadata_value_type
     */
    private Object value(int type) {
        return switch (type) {
            case 0, 1 -> (int) bytes.get(ValueLayout.JAVA_BYTE, skip(1));
            case 2 -> Short.toUnsignedInt(bytes.get(SHORT, skip(2)));
            case 3 -> (int) bytes.get(SHORT, skip(2));
            case 4 -> Integer.toUnsignedLong(int32());
            case 5 -> int32();
            case 6 -> (double) Float.intBitsToFloat(int32());
            case 7 -> bytes.get(ValueLayout.JAVA_BYTE, skip(1)) != 0;
            case 8 -> string();
            case 9 -> array(int32(), count());
            case 10, 11 -> int64();
            case 12 -> Double.longBitsToDouble(int64());
            default ->
                throw new BadInputException(
                        file + " holds metadata of unknown type " + type + "; it is damaged, download it again.");
        };
    }

    private Object array(int type, int length) {
        if (length > bytes.byteSize() - at) {
            throw new IndexOutOfBoundsException(length);
        }
        if (type == 8) {
            String[] strings = new String[length];
            for (int i = 0; i < length; i++) {
                strings[i] = string();
            }
            return strings;
        }
        if (type == 7 || type == 9) {
            Object[] values = new Object[length];
            for (int i = 0; i < length; i++) {
                values[i] = value(type);
            }
            return values;
        }
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = ((Number) value(type)).doubleValue();
        }
        return numbers;
    }

    private String string() {
        int length = count();
        byte[] utf8 = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        at += length;
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private int count() {
        return Math.toIntExact(int64());
    }

    private int int32() {
        return bytes.get(INT, skip(4));
    }

    private long int64() {
        return bytes.get(LONG, skip(8));
    }

    private long skip(int length) {
        long from = at;
        at += length;
        return from;
    }
}
