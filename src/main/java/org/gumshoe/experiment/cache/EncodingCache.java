// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.cache;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * Cache of sentence encodings by the hash of their text, in one file for each model. It survives an
 * interrupted run.
 */
public final class EncodingCache implements Function<String, float[]>, AutoCloseable {
    private final RecordCache cache;
    private final Function<String, float[]> encoder;

    /**
     * Opens the cache.
     *
     * @param file for this encoder alone; created when absent
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
