// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.math.SeededRandom;

/**
 * The passages of a stream that are held out of training: one in 32 by the hash of the key, and of
 * these the 256 with the smallest hashes. This is a uniform sample of the stream in bounded memory,
 * which does not depend on the order of the passages.
 */
final class HeldOutPassages {
    private static final int SAMPLING_BITS = 5;
    static final int MAX_PASSAGES = 256;

    private final TreeMap<Long, Document> byHash = new TreeMap<>(Long::compareUnsigned);

    /**
     * Offers a passage. If it is sampled, it replaces an earlier one with the same key.
     *
     * @return the passage to learn from: the offered one if it is not sampled, or the one that it
     *     displaces; empty if neither
     */
    Optional<Document> offer(String key, Document passage) {
        long hash = SeededRandom.mix(SeededRandom.hash(key));
        if (hash >>> (Long.SIZE - SAMPLING_BITS) != 0) {
            return Optional.of(passage);
        }
        byHash.put(hash, passage);
        return byHash.size() > MAX_PASSAGES ? Optional.of(byHash.pollLastEntry().getValue()) : Optional.empty();
    }

    int size() {
        return byHash.size();
    }

    List<BagOfWords> bags() {
        return byHash.values().stream().map(Document::bag).toList();
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(byHash.size());
        for (Map.Entry<Long, Document> entry : byHash.entrySet()) {
            Document passage = entry.getValue();
            out.writeLong(entry.getKey());
            out.writeUTF(passage.book());
            out.writeInt(passage.bag().words().length);
            for (int i = 0; i < passage.bag().words().length; i++) {
                out.writeUTF(passage.bag().words()[i]);
                out.writeInt(passage.bag().counts()[i]);
            }
            Map<String, int[]> capitals = new TreeMap<>(passage.capitals());
            out.writeInt(capitals.size());
            for (Map.Entry<String, int[]> word : capitals.entrySet()) {
                out.writeUTF(word.getKey());
                out.writeInt(word.getValue()[0]);
                out.writeInt(word.getValue()[1]);
            }
        }
    }

    void read(DataInputStream in) throws IOException {
        for (int n = in.readInt(); n > 0; n--) {
            long hash = in.readLong();
            String book = in.readUTF();
            String[] words = new String[in.readInt()];
            int[] counts = new int[words.length];
            for (int i = 0; i < words.length; i++) {
                words[i] = in.readUTF();
                counts[i] = in.readInt();
            }
            Map<String, int[]> capitals = new HashMap<>();
            for (int c = in.readInt(); c > 0; c--) {
                capitals.put(in.readUTF(), new int[] {in.readInt(), in.readInt()});
            }
            byHash.put(hash, new Document(book, new BagOfWords(words, counts), capitals));
        }
    }
}
