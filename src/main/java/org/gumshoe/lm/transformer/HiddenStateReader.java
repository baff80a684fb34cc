// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.gumshoe.lm.engine.InferenceThreadPool;

/**
 * Reads the residual stream of texts of any lengths, and of each batch no further than the last
 * layer that is asked for.
 */
public record HiddenStateReader<T>(Transformer transformer, int[] layers, Pooling<T> pooling) {
    /**
     * Where there are batches for all threads each thread reads some; else all of them share the
     * operations of one.
     */
    public void read(List<int[]> texts, InferenceThreadPool threads, ObjIntConsumer<T> result) {
        List<int[]> batches = BatchPacker.of(texts, threads.size());
        if (threads.size() > 1 && batches.size() < threads.size()) {
            read(texts, InferenceThreadPool.none(), result);
            return;
        }
        threads.run(batches.size(), i -> read(texts, batches.get(i)), (pooled, i) -> {
            for (int row = 0; row < pooled.size(); row++) {
                result.accept(pooled.get(row), batches.get(i)[row]);
            }
        });
    }

    private List<T> read(List<int[]> texts, int[] batch) {
        int last = Arrays.stream(layers).max().orElseThrow(() -> new IllegalArgumentException("no layer to read"));
        List<int[]> ids = Arrays.stream(batch).mapToObj(texts::get).toList();
        Map<Integer, float[]> streams = new HashMap<>();
        try (ForwardBatch pass = ForwardBatch.whole(transformer, ids)) {
            transformer.run(pass, last, (layer, stream) -> {
                if (Arrays.stream(layers).anyMatch(wanted -> wanted == layer)) {
                    streams.put(layer, stream.toFloatArray());
                }
            });
        }
        int width = transformer.description().width();
        List<T> pooled = new ArrayList<>();
        int first = 0;
        for (int text : batch) {
            int length = texts.get(text).length;
            pooled.add(pooling.of(text, new HiddenStates(length, width, first, streams)));
            first += length;
        }
        return pooled;
    }
}
