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
 * Passages of a stream that are held out of learning: one in 32, as their keys' hashes have it, and
 * of these the 256 of smallest hash. That is a uniform sample of all that has come, in bounded
 * memory, and the same one whatever the order and whoever draws it.
 */
final class HeldOutPassages {
    private static final int ONE_IN_BITS = 5;
    static final int MOST = 256;

    private final TreeMap<Long, Document> byHash = new TreeMap<>(Long::compareUnsigned);

    /**
     * Holds a passage out, in the place of a former one of its key, or returns what is to be
     * learned instead: this passage, or the one that had to leave.
     */
    Optional<Document> offer(String key, Document passage) {
        long hash = SeededRandom.mixed(SeededRandom.hash(key));
        if (hash >>> (Long.SIZE - ONE_IN_BITS) != 0) {
            return Optional.of(passage);
        }
        byHash.put(hash, passage);
        return byHash.size() > MOST ? Optional.of(byHash.pollLastEntry().getValue()) : Optional.empty();
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
