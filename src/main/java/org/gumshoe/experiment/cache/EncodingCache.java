// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.cache;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * Encodings by the hash of their text; what an interrupted run had finished is kept. One file a
 * model.
 */
public final class EncodingCache implements Function<String, float[]>, AutoCloseable {
    private final RecordCache cache;
    private final Function<String, float[]> encoder;

    /**
     * @param file of this encoder alone; made when absent
     * @param width of the encodings
     */
    public EncodingCache(Path file, int width, Function<String, float[]> encoder) {
        this.cache = new RecordCache(file, width);
        this.encoder = encoder;
    }

    @Override
    public synchronized float[] apply(String text) {
        byte[] key = RecordCache.key(text);
        float[] encoding = cache.get(key);
        if (encoding == null) {
            encoding = encoder.apply(text);
            cache.put(key, encoding);
        }
        return encoding;
    }

    @Override
    public void close() {
        cache.close();
    }
}
