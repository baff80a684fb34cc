// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * A writer of files as {@code torch.save} writes them, opcode by opcode, and of malformed ones.
 */
final class TorchWriter {
    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    private final List<byte[]> storages = new ArrayList<>();
    private int remembered;

    TorchWriter() {
        raw(0x80, 2);
        emptyDictionary();
        raw('(');
    }

    /** Adds a tensor with a storage of its own. */
    TorchWriter tensor(StoredTensor tensor) {
        String kind =
                switch (tensor.type()) {
                    case F32 -> "FloatStorage";
                    case F16 -> "HalfStorage";
                    case BF16 -> "BFloat16Storage";
                    default -> throw new IllegalArgumentException(tensor.name());
                };
        byte[] numbers = tensor.data().toArray(ValueLayout.JAVA_BYTE);
        long[] strides = new long[tensor.shape().length];
        long step = 1;
        for (int d = strides.length - 1; d >= 0; d--) {
            strides[d] = step;
            step *= tensor.shape()[d];
        }
        return tensor(tensor.name(), kind, numbers, 0, tensor.shape(), strides);
    }

    TorchWriter tensor(String name, String kind, byte[] numbers, long offset, long[] shape, long... strides) {
        text(name);
        global("torch._utils", "_rebuild_tensor_v2");
        raw('(', '(');
        text("storage");
        global("torch", kind);
        text(Integer.toString(storages.size()));
        text("cpu");
        number(numbers.length);
        raw('t', 'q', remember(), 'Q');
        number(offset);
        tuple(shape);
        tuple(strides);
        raw(0x89);
        emptyDictionary();
        raw('t', 'q', remember(), 'R', 'q', remember());
        storages.add(numbers);
        return this;
    }

    /**
     * Adds a call of a Python function with a string, which a pickle of weights must not contain.
     */
    TorchWriter call(String module, String function, String argument) {
        text("surprise");
        global(module, function);
        text(argument);
        raw(0x85, 'R');
        return this;
    }

    Path write(Path file) throws IOException {
        return write(file, ZipOutputStream.STORED);
    }

    Path write(Path file, int method) throws IOException {
        raw('u');
        raw('}'); // the attributes of a state_dict
        text("_metadata");
        emptyDictionary();
        raw('s', 'b', '.');
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            zip.setMethod(method);
            put(zip, "archive/data.pkl", pickle.toByteArray());
            put(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < storages.size(); i++) {
                put(zip, "archive/data/" + i, storages.get(i));
            }
            put(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        }
        return Files.write(file, archive.toByteArray());
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        // PyTorch pads to align storages
        entry.setExtra(new byte[] {'F', 'B', 3, 0, 'Z', 'Z', 'Z'});
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private int remember() {
        return remembered++ & 0xFF;
    }

    private void raw(int... opcodes) {
        for (int opcode : opcodes) {
            pickle.write(opcode);
        }
    }

    private void emptyDictionary() {
        global("collections", "OrderedDict");
        raw(')', 'R', 'q', remember());
    }

    private void global(String module, String name) {
        pickle.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        raw('X');
        pickle.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf8.length)
                .array());
        pickle.writeBytes(utf8);
    }

    private void number(long number) {
        if (number < 256) {
            raw('K', (int) number);
        } else if (number < 65536) {
            raw('M', (int) number & 255, (int) number >> 8);
        } else {
            raw('J');
            pickle.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) number)
                    .array());
        }
    }

    private void tuple(long... numbers) {
        raw('(');
        for (long number : numbers) {
            number(number);
        }
        raw('t');
    }
}
