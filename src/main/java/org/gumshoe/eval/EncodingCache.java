// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Encodings by the hash of their text, in a file that only grows; what an interrupted run had finished is kept. One file a model. */
public final class EncodingCache implements Function<String, float[]> {
    private static final int KEY = 16;

    private final Map<ByteBuffer, float[]> known = new HashMap<>();
    private final Path file;
    private final int width;
    private final Function<String, float[]> encoder;

    /**
     * @param file of this encoder alone, such as its SHA-256; made when absent
     * @param width of the encodings
     */
    public EncodingCache(Path file, int width, Function<String, float[]> encoder) {
        this.file = file;
        this.width = width;
        this.encoder = encoder;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            int record = KEY + 4 * width;
            int whole = bytes.length - bytes.length % record;
            for (int at = 0; at < whole; at += record) {
                float[] encoding = new float[width];
                ByteBuffer.wrap(bytes, at + KEY, 4 * width).asFloatBuffer().get(encoding);
                known.put(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + KEY)), encoding);
            }
            if (whole < bytes.length) {
                Files.write(file, Arrays.copyOf(bytes, whole));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized float[] apply(String text) {
        ByteBuffer key = key(text);
        float[] encoding = known.get(key);
        if (encoding == null) {
            encoding = encoder.apply(text);
            known.put(key, encoding);
            ByteBuffer values = ByteBuffer.allocate(4 * width);
            values.asFloatBuffer().put(encoding);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(key.array());
            bytes.writeBytes(values.array());
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                bytes.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return encoding;
    }

    private static ByteBuffer key(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(Arrays.copyOf(hash, KEY));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
