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
import org.gumshoe.VisibleText;
import org.gumshoe.lm.weights.StoredTensor;
import org.gumshoe.lm.weights.TensorTable;
import org.gumshoe.lm.weights.TensorType;

/** A reader of a GGUF file's header, versions 2 and 3 (ggml-org/ggml, docs/gguf.md). */
final class GgufReader {
    private static final int MAGIC = 0x46554747; // "GGUF", little-endian
    private static final int MAX_DIMENSIONS = 4; // GGML_MAX_DIMS

    /** A name's length, the number of dimensions, the type and the offset. */
    private static final int MIN_TENSOR_BYTES = 24;

    /** A key's length, the type and a value of one byte. */
    private static final int MIN_ENTRY_BYTES = 13;

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
        int reversed = Integer.reverseBytes(version);
        if (reversed >= 1 && reversed <= 3) {
            throw new BadInputException(
                    file + " is a big-endian GGUF file; take the little-endian one, or convert it with llama.cpp's"
                            + " gguf_convert_endian.py.");
        }
        if (version != 2 && version != 3) {
            throw new BadInputException(
                    file + " is GGUF version " + version + "; versions 2 and 3 are read, convert it again.");
        }
        int tensorCount = count(MIN_TENSOR_BYTES);
        int keyCount = count(MIN_ENTRY_BYTES);
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keyCount; i++) {
            String key = string();
            if (values.put(key, value(key, int32())) != null) {
                throw damaged("its metadata hold \"%s\" twice", key);
            }
        }
        GgufMetadata metadata = new GgufMetadata(file, values);
        int alignment = metadata.integer("general.alignment", 32);
        if (Integer.bitCount(alignment) != 1) {
            throw damaged("its general.alignment is %s, which is no power of two", alignment);
        }
        return new Header(metadata, tensors(tensorCount, alignment));
    }

    private BadInputException damaged(String what, Object value) {
        return new BadInputException("%s is damaged: %s; download it again."
                .formatted(file, what.formatted(VisibleText.quoted(String.valueOf(value)))));
    }

    private record TensorInfo(String name, long[] shape, TensorType type, long offset) {}

    /** @param alignment bytes to which the start of the tensor data is aligned */
    private Map<String, StoredTensor> tensors(int tensorCount, int alignment) {
        List<TensorInfo> infos = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            String name = string();
            int dimensions = int32();
            if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
                throw damaged("a tensor has %s dimensions, where ggml has at most " + MAX_DIMENSIONS, dimensions);
            }
            long[] shape = new long[dimensions];
            for (int d = dimensions - 1; d >= 0; d--) { // GGUF counts the fastest dimension first
                shape[d] = int64();
            }
            int ggmlType = int32();
            TensorType type = TensorType.fromGgml(ggmlType)
                    .orElseThrow(() -> new BadInputException(
                            "%s stores tensor %s as %s of ggml, which is not read; convert it to one of %s."
                                    .formatted(
                                            file,
                                            VisibleText.quoted(name),
                                            TensorType.nameOf(ggmlType),
                                            List.of(TensorType.values()))));
            infos.add(new TensorInfo(name, shape, type, int64()));
        }
        MemorySegment data = bytes.asSlice(Math.min(bytes.byteSize(), Math.ceilDiv(at, alignment) * (long) alignment));
        TensorTable table = new TensorTable(file);
        for (TensorInfo info : infos) {
            if (info.offset % alignment != 0) {
                throw damaged("tensor %s is not aligned to " + alignment + " bytes", info.name);
            }
            table.add(info.name, info.type, info.shape, data, info.offset);
        }
        return table.disjointTensors();
    }

    /**
     * Reads a metadata value. Numbers become Integer, Long or Double; arrays become String[] or
     * double[].
     *
     * @param key its key, for error messages
     * @param type code of gguf_metadata_value_type
     */
    private Object value(String key, int type) {
        return switch (type) {
            case 0, 1 -> (int) bytes.get(ValueLayout.JAVA_BYTE, skip(1));
            case 2 -> Short.toUnsignedInt(bytes.get(SHORT, skip(2)));
            case 3 -> (int) bytes.get(SHORT, skip(2));
            case 4 -> Integer.toUnsignedLong(int32());
            case 5 -> int32();
            case 6 -> (double) Float.intBitsToFloat(int32());
            case 7 -> bytes.get(ValueLayout.JAVA_BYTE, skip(1)) != 0;
            case 8 -> string();
            case 9 -> array(key, int32());
            case 10, 11 -> int64();
            case 12 -> Double.longBitsToDouble(int64());
            default ->
                throw new BadInputException(
                        file + " holds metadata of unknown type " + type + "; it is damaged, download it again.");
        };
    }

    private Object array(String key, int type) {
        int length = count(type == 8 ? 8 : 1);
        if (type == 8) {
            String[] strings = new String[length];
            for (int i = 0; i < length; i++) {
                strings[i] = string();
            }
            return strings;
        }
        if (type == 9) { // neither does ggml read any
            throw damaged("its metadata hold an array of arrays, \"%s\"", key);
        }
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = value(key, type) instanceof Number number ? number.doubleValue() : Double.NaN;
        }
        return numbers;
    }

    private String string() {
        int length = count(1);
        byte[] utf8 = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        at += length;
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /**
     * Reads how many things follow.
     *
     * @param leastBytes fewest bytes that one of them takes, so that no more are announced than the
     *     file can hold
     */
    private int count(int leastBytes) {
        long count = int64();
        if (count < 0 || count > (bytes.byteSize() - at) / leastBytes) {
            throw truncated(file, null);
        }
        return Math.toIntExact(count);
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
