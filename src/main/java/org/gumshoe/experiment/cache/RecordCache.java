// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Cache of rows of floats under the hash of their inputs, in a file that only grows, so that an
 * interrupted run continues where it stopped. A record is the first 16 bytes of a SHA-256 and the
 * floats, little-endian. An incomplete record at the end is overwritten.
 */
public final class RecordCache implements AutoCloseable {
    private static final int KEY = 16;

    private final FileChannel channel;
    private final int floats;
    private final Map<ByteBuffer, Long> places = new HashMap<>();
    private long end;

    public RecordCache(Path file, int floats) {
        this.floats = floats;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            long size = KEY + 4L * floats;
            for (long at = 0; at + size <= channel.size(); at += size) {
                ByteBuffer key = ByteBuffer.allocate(KEY);
                channel.read(key, at);
                places.put(key.flip(), at + KEY);
                end = at + size;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the cache " + file, e);
        }
    }

    public static byte[] key(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return Arrays.copyOf(digest.digest(), KEY);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the row, or null. */
    public synchronized float[] get(byte[] key) {
        Long place = places.get(ByteBuffer.wrap(key));
        if (place == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * floats).order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (bytes.hasRemaining() && channel.read(bytes, place + bytes.position()) >= 0) {
                continue;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        float[] row = new float[floats];
        bytes.flip().asFloatBuffer().get(row);
        return row;
    }

    public synchronized void put(byte[] key, float[] row) {
        ByteBuffer bytes = ByteBuffer.allocate(KEY + 4 * floats).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(key);
        for (float v : row) {
            bytes.putFloat(v);
        }
        bytes.flip();
        try {
            long at = end;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            places.put(ByteBuffer.wrap(key), end + KEY);
            end = at;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
