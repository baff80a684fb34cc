// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.generation;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gumshoe.lm.transformer.ForwardBatch;
import org.gumshoe.lm.transformer.JavaDecoder;
import org.gumshoe.lm.transformer.KvCache;
import org.gumshoe.lm.transformer.TokenLikelihoods;
import org.gumshoe.lm.transformer.Transformer;

/**
 * A reader of passages in the way that texts are written: token by token, by way of a KV cache and
 * whoever decodes by the model's plan. What it finds the likelihoods to be is what a written text
 * is sampled from.
 *
 * @param together passages that are read side by side
 */
public record TokenwiseReader(Transformer transformer, int together) {
    /** Returns the likelihoods of the tokens of each passage. */
    public List<TokenLikelihoods> read(List<int[]> passages) {
        TokenLikelihoods[] all = new TokenLikelihoods[passages.size()];
        for (int from = 0; from < all.length; from += together) {
            // longest first, so that those that are still read have the first slots
            int[] group = IntStream.range(from, Math.min(all.length, from + together))
                    .boxed()
                    .sorted(Comparator.comparing(passage -> -passages.get(passage).length))
                    .mapToInt(Integer::intValue)
                    .toArray();
            List<int[]> ids = Arrays.stream(group).mapToObj(passages::get).toList();
            List<TokenLikelihoods> likelihoods = readTogether(ids);
            for (int slot = 0; slot < group.length; slot++) all[group[slot]] = likelihoods.get(slot);
        }
        return List.of(all);
    }

    private List<TokenLikelihoods> readTogether(List<int[]> passages) {
        List<TokenLikelihoods> likelihoods = passages.stream()
                .map(ids -> Math.max(0, ids.length - 1))
                .map(tokens -> new TokenLikelihoods(new double[tokens], new int[tokens]))
                .toList();
        try (KvCache kvCache = new KvCache(transformer, passages.size(), 1)) {
            for (int token = 0; token + 1 < passages.getFirst().length; token++) {
                int at = token;
                List<int[]> active =
                        passages.stream().takeWhile(ids -> at + 1 < ids.length).toList();
                kvCache.advance(at + 1);
                int[] newest = active.stream().mapToInt(ids -> ids[at]).toArray();
                float[] logits = logits(newest, at + 1, kvCache);
                int vocabulary = logits.length / newest.length;
                for (int slot = 0; slot < newest.length; slot++) {
                    int from = slot * vocabulary;
                    likelihoods.get(slot).nll()[at] = nll(logits, from, vocabulary, active.get(slot)[at + 1]);
                    likelihoods.get(slot).argmax()[at] = Sampler.argmax(logits, from, vocabulary);
                }
            }
        }
        return likelihoods;
    }

    private float[] logits(int[] newest, int length, KvCache kvCache) {
        int[] lengths = new int[newest.length];
        Arrays.fill(lengths, length);
        Optional<JavaDecoder> decoder = transformer.javaDecoder(newest.length);
        if (decoder.isPresent()) {
            int[] slots = IntStream.range(0, newest.length).toArray();
            return decoder.get().decode(newest, lengths, slots, Collections.nCopies(newest.length, List.of()), kvCache);
        }
        try (ForwardBatch batch = ForwardBatch.decode(transformer, newest, lengths, kvCache)) {
            return transformer.logits(transformer.forward(batch)).toFloatArray();
        }
    }

    private static double nll(float[] logits, int from, int size, int token) {
        double sum = 0;
        for (int i = from; i < from + size; i++) sum += Math.exp(logits[i] - logits[from + token]);
        return Math.log(sum);
    }
}
