// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gumshoe.lda.math.ParallelRanges;

/**
 * The vocabulary of a stream: the words with a row in lambda, and the candidates for one. A word is
 * eligible if enough books use it and it is not a proper name. Memory is bounded: the rarest
 * candidates are evicted.
 */
final class Vocabulary {
    /** Most candidates kept, as a multiple of the largest vocabulary. */
    private static final int CANDIDATES_PER_WORD = 4;

    /** Hash maps that the words are spread over; each is filled by one thread at a time. */
    private static final int SHARDS = 8;

    private static final int PASSAGES_PER_RANGE = 64;

    private final int minBooks;
    private final double nameShare;
    private final int maxWords;
    private final List<Map<String, WordEntry>> shards =
            Stream.<Map<String, WordEntry>>generate(HashMap::new).limit(SHARDS).toList();
    private final List<WordEntry> byRow = new ArrayList<>();

    Vocabulary(int minBooks, double nameShare, int maxWords) {
        this.minBooks = minBooks;
        this.nameShare = nameShare;
        this.maxWords = maxWords;
    }

    /** A new document; {@code capitals} as {@link org.gumshoe.text.words.Words#capitals} counts them. */
    record NewDocument(long bookHash, BagOfWords bag, Map<String, int[]> capitals) {}

    /**
     * A document whose words have been looked up.
     *
     * @param entries the entry of each word; {@link #resolve} replaces those evicted since
     */
    record IndexedDocument(WordEntry[] entries, int[] counts) {}

    /** Counts the words of new documents and looks up their entries. */
    List<IndexedDocument> observe(List<NewDocument> documents, ParallelRanges parallel) {
        byte[][] shardOfWord = new byte[documents.size()][];
        parallel.forRanges(documents.size(), PASSAGES_PER_RANGE, (from, to) -> {
            for (int d = from; d < to; d++) {
                String[] words = documents.get(d).bag.words();
                shardOfWord[d] = new byte[words.length];
                for (int i = 0; i < words.length; i++) {
                    shardOfWord[d][i] = (byte) shardIndex(words[i]);
                }
            }
        });
        WordEntry[][] entries = new WordEntry[documents.size()][];
        Arrays.setAll(entries, d -> new WordEntry[shardOfWord[d].length]);
        parallel.forRanges(SHARDS, 1, (shard, end) -> {
            for (int d = 0; d < entries.length; d++) {
                for (int i = 0; i < entries[d].length; i++) {
                    if (shardOfWord[d][i] == shard) {
                        entries[d][i] = observe(documents.get(d), i, shards.get(shard));
                    }
                }
            }
        });
        return IntStream.range(0, entries.length)
                .mapToObj(d ->
                        new IndexedDocument(entries[d], documents.get(d).bag.counts()))
                .toList();
    }

    private WordEntry observe(NewDocument document, int i, Map<String, WordEntry> shard) {
        WordEntry entry = shard.computeIfAbsent(document.bag.words()[i], WordEntry::new);
        entry.occurrences += document.bag.counts()[i];
        int[] caseCounts = document.capitals.get(entry.word);
        if (caseCounts != null) {
            entry.capitalised += caseCounts[0];
            entry.caseInformative += caseCounts[1];
        }
        entry.addBook(document.bookHash, minBooks);
        return entry;
    }

    private static int shardIndex(String word) {
        int hash = word.hashCode() * 0x9E3779B9;
        return hash >>> 29;
    }

    private Map<String, WordEntry> shard(String word) {
        return shards.get(shardIndex(word));
    }

    /** Evicts the candidates with the fewest occurrences once there are too many candidates. */
    void evictRareCandidates() {
        if (candidates() <= CANDIDATES_PER_WORD * maxWords) {
            return;
        }
        for (long rare = 1; candidates() > CANDIDATES_PER_WORD * maxWords / 2; rare *= 2) {
            long limit = rare;
            for (Map<String, WordEntry> shard : shards) {
                shard.values().removeIf(entry -> {
                    entry.evicted = entry.row < 0 && entry.occurrences <= limit;
                    return entry.evicted;
                });
            }
        }
    }

    /** Looks up a document's words without counting them. */
    IndexedDocument index(BagOfWords bag) {
        WordEntry[] entries = new WordEntry[bag.words().length];
        for (int i = 0; i < entries.length; i++) {
            String word = bag.words()[i];
            entries[i] = shard(word).get(word);
            if (entries[i] == null) {
                entries[i] = new WordEntry(word);
                entries[i].evicted = true;
            }
        }
        return new IndexedDocument(entries, bag.counts());
    }

    /** Replaces a document's evicted entries by the current ones, where there are any. */
    WordEntry[] resolve(IndexedDocument document) {
        for (int i = 0; i < document.entries.length; i++) {
            if (document.entries[i].evicted) {
                String word = document.entries[i].word;
                document.entries[i] = shard(word).getOrDefault(word, document.entries[i]);
            }
        }
        return document.entries;
    }

    WordEntry getOrAdd(String word) {
        return shard(word).computeIfAbsent(word, WordEntry::new);
    }

    boolean isEligible(WordEntry entry) {
        return entry.bookCount() >= minBooks && !isName(entry);
    }

    boolean isName(WordEntry entry) {
        return entry.capitalised > nameShare * entry.caseInformative;
    }

    boolean isFull() {
        return byRow.size() >= maxWords;
    }

    /** Gives a candidate the next row of lambda, {@code row}. */
    void admit(WordEntry entry, int row) {
        entry.row = row;
        byRow.add(entry);
    }

    /**
     * Takes a word's row away; as in {@link LambdaTable#remove}, the last row moves to its index.
     *
     * @param evict false to keep the word as a candidate
     */
    void remove(int row, boolean evict) {
        WordEntry last = byRow.removeLast();
        WordEntry removed = row == byRow.size() ? last : byRow.set(row, last);
        last.row = row;
        removed.row = -1;
        if (evict) {
            removed.evicted = true;
            shard(removed.word).remove(removed.word);
        }
    }

    String word(int row) {
        return byRow.get(row).word;
    }

    /** Returns the words in the order of their rows. */
    String[] words() {
        return byRow.stream().map(entry -> entry.word).toArray(String[]::new);
    }

    /** Returns a word's row in lambda, or -1. */
    int row(String word) {
        WordEntry entry = shard(word).get(word);
        return entry == null ? -1 : entry.row;
    }

    /** Returns the number of words without a row. */
    int candidates() {
        return shards.stream().mapToInt(Map::size).sum() - byRow.size();
    }

    void write(DataOutputStream out) throws IOException {
        List<WordEntry> sorted = shards.stream()
                .flatMap(shard -> shard.values().stream())
                .sorted(Comparator.comparing(entry -> entry.word))
                .toList();
        out.writeInt(sorted.size());
        for (WordEntry entry : sorted) {
            entry.write(out);
        }
    }

    void read(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<Integer, WordEntry> rows = new HashMap<>();
        for (int i = 0; i < size; i++) {
            WordEntry entry = WordEntry.read(in, minBooks);
            shard(entry.word).put(entry.word, entry);
            if (entry.row >= 0) {
                rows.put(entry.row, entry);
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            byRow.add(rows.get(row));
        }
    }
}
