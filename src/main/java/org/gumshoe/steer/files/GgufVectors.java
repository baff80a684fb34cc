// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.steer.Statistics;

/**
 * Reader and writer of control vectors in GGUF version 3, where {@code general.architecture} is
 * "controlvector". llama.cpp adds the F32 tensor {@code direction.N} after its block N, counted
 * from 0. That is after N + 1 blocks, hence our layer N + 1. There is no direction.0, so the lowest
 * layer is 2.
 */
final class GgufVectors {
    private static final Pattern NAME = Pattern.compile("direction\\.(\\d+)");
    private static final int[] SIZES = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int ALIGNMENT = 32;

    private GgufVectors() {}

    static SortedMap<Integer, float[]> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            return read(in, file);
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | ArithmeticException e) {
            throw new BadInputException(
                    file + " is a GGUF file that is cut short or damaged; copy or write it again.", e);
        }
    }

    private record Tensor(int layer, int width, long offset) {}

    private static SortedMap<Integer, float[]> read(ByteBuffer in, Path file) {
        in.position(4);
        int version = in.getInt();
        if (version != 2 && version != 3) {
            throw new BadInputException(file + " is GGUF version " + version + "; convert it to version 3.");
        }
        long tensors = count(in);
        long entries = count(in);
        String architecture = "";
        int alignment = ALIGNMENT;
        for (long i = 0; i < entries; i++) {
            String key = string(in);
            int type = in.getInt();
            if (key.equals("general.architecture") && type == STRING) {
                architecture = string(in);
            } else if (key.equals("general.alignment") && type == UINT32) {
                alignment = in.getInt();
                if (Integer.bitCount(alignment) != 1) {
                    throw new IllegalArgumentException("an alignment of " + alignment);
                }
            } else {
                skip(in, type);
            }
        }
        if (!architecture.equals("controlvector")) {
            throw new BadInputException(file + " is a GGUF file of architecture \"" + VisibleText.quoted(architecture)
                    + "\", not a control vector; pass a model with --model and a control vector with --steer.");
        }
        List<Tensor> found = new ArrayList<>();
        for (long i = 0; i < tensors; i++) {
            String name = string(in);
            long elements = 1;
            for (int d = in.getInt(); d > 0; d--) {
                elements = Math.multiplyExact(elements, count(in));
            }
            int type = in.getInt();
            long offset = in.getLong();
            Matcher m = NAME.matcher(name);
            if (m.matches()) {
                if (type != 0) {
                    throw new BadInputException(
                            file + " holds " + name + " in tensor type " + type + "; write it as F32.");
                }
                found.add(new Tensor(Integer.parseInt(m.group(1)) + 1, Math.toIntExact(elements), offset));
            }
        }
        long data = (in.position() + alignment - 1L) / alignment * alignment;
        SortedMap<Integer, float[]> layers = new TreeMap<>();
        for (Tensor t : found) {
            in.position(Math.toIntExact(data + t.offset()));
            if (4L * t.width() > in.remaining()) {
                throw new BufferUnderflowException();
            }
            float[] v = new float[t.width()];
            in.asFloatBuffer().get(v);
            if (Statistics.norm(Statistics.widen(v)) != 0 && layers.put(t.layer(), v) != null) {
                throw new BadInputException(file + " holds two vectors for one layer; write it again.");
            }
        }
        return layers;
    }

    static void write(Path file, String architecture, SortedMap<Integer, float[]> layers) throws IOException {
        Out head = new Out();
        head.bytes.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        head.int32(3).int64(layers.size()).int64(3);
        head.string("general.architecture").int32(STRING).string("controlvector");
        head.string("controlvector.model_hint").int32(STRING).string(architecture);
        head.string("controlvector.layer_count").int32(INT32).int32(layers.size());
        Out data = new Out();
        for (var e : layers.entrySet()) {
            if (e.getKey() < 2) {
                throw new BadInputException("llama.cpp cannot add a vector at layer " + e.getKey()
                        + "; steer at layer 2 or above, or export to JSON.");
            }
            head.string("direction." + (e.getKey() - 1))
                    .int32(1)
                    .int64(e.getValue().length)
                    .int32(0);
            head.int64(data.bytes.size());
            ByteBuffer b = ByteBuffer.allocate(4 * e.getValue().length).order(ByteOrder.LITTLE_ENDIAN);
            b.asFloatBuffer().put(e.getValue());
            data.bytes.writeBytes(b.array());
            data.align();
        }
        head.align();
        head.bytes.writeBytes(data.bytes.toByteArray());
        Files.write(file, head.bytes.toByteArray());
    }

    private static void skip(ByteBuffer in, int type) {
        if (type == STRING) {
            string(in);
        } else if (type == ARRAY) {
            int element = in.getInt();
            if (element == ARRAY) { // neither does ggml read any
                throw new IllegalArgumentException("an array of arrays");
            }
            for (long n = count(in); n > 0; n--) {
                skip(in, element);
            }
        } else {
            in.position(in.position() + SIZES[type]);
        }
    }

    /** Reads how many things follow: no more than the bytes that are left. */
    private static long count(ByteBuffer in) {
        long count = in.getLong();
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return count;
    }

    private static String string(ByteBuffer in) {
        long length = in.getLong();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out int32(int v) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(v)
                    .array());
            return this;
        }

        Out int64(long v) {
            bytes.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(v)
                    .array());
            return this;
        }

        Out string(String s) {
            byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
            int64(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        void align() {
            bytes.writeBytes(new byte[(ALIGNMENT - bytes.size() % ALIGNMENT) % ALIGNMENT]);
        }
    }
}
