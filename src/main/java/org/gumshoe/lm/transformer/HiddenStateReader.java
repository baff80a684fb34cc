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
 * A reader of the hidden states of sequences of any lengths. It runs the forward pass no further
 * than the last of its layers.
 *
 * @param layers layers to read, 0 (embedding) to the number of loaded blocks
 * @param pooling what to keep of each sequence
 */
public record HiddenStateReader<T>(Transformer transformer, int[] layers, HiddenStates.Pooling<T> pooling) {
    /**
     * Reads sequences in batches. If there are batches for all threads, each thread reads some of
     * them; otherwise all threads share the operations of one batch at a time.
     *
     * @param result receives what was pooled and the index of its sequence, on the caller's thread
     */
    public void read(List<int[]> sequences, InferenceThreadPool threads, ObjIntConsumer<T> result) {
        List<int[]> batches = BatchPacker.pack(sequences, threads.size());
        if (threads.size() > 1 && batches.size() < threads.size()) {
            read(sequences, InferenceThreadPool.none(), result);
            return;
        }
        threads.run(batches.size(), i -> readBatch(sequences, batches.get(i)), (pooled, i) -> {
            for (int row = 0; row < pooled.size(); row++) {
                result.accept(pooled.get(row), batches.get(i)[row]);
            }
        });
    }

    private List<T> readBatch(List<int[]> sequences, int[] batch) {
        int lastLayer = Arrays.stream(layers).max().orElseThrow(() -> new IllegalArgumentException("no layer to read"));
        List<int[]> ids = Arrays.stream(batch).mapToObj(sequences::get).toList();
        Map<Integer, float[]> byLayer = new HashMap<>();
        try (ForwardBatch forwardBatch = ForwardBatch.withoutCache(transformer, ids)) {
            transformer.forward(forwardBatch, lastLayer, (layer, residual) -> {
                if (Arrays.stream(layers).anyMatch(wanted -> wanted == layer)) {
                    byLayer.put(layer, residual.toFloatArray());
                }
            });
        }
        int hiddenSize = transformer.config().hiddenSize();
        List<T> pooled = new ArrayList<>();
        int firstToken = 0;
        for (int sequence : batch) {
            int length = sequences.get(sequence).length;
            pooled.add(pooling.pool(sequence, new HiddenStates(length, hiddenSize, firstToken, byLayer)));
            firstToken += length;
        }
        return pooled;
    }
}
