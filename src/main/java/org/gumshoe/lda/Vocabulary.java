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
 * Which words have a row in lambda: those that enough books hold and that are no names. Bounded:
 * candidates that stay rare are forgotten.
 */
final class Vocabulary {
    private static final int CANDIDATES = 4;

    /**
     * Words are dealt to so many maps, each of which one thread at a time fills, in the order of
     * the passages.
     */
    private static final int SHARDS = 8;

    private static final int PASSAGES_PER_RANGE = 64;

    private final int minBooks;
    private final double nameShare;
    private final int maxWords;
    private final List<Map<String, Entry>> shards =
            Stream.<Map<String, Entry>>generate(HashMap::new).limit(SHARDS).toList();
    private final List<Entry> byRow = new ArrayList<>();

    Vocabulary(int minBooks, double nameShare, int maxWords) {
        this.minBooks = minBooks;
        this.nameShare = nameShare;
        this.maxWords = maxWords;
    }

    /** A word that is watched. */
    static final class Entry {
        final String word;
        /** Its row in lambda, or -1. */
        int row = -1;
        /** Whether it is no longer watched; another entry may have taken its place. */
        boolean forgotten;

        long occurrences;
        long capitalised;
        long telling;
        /** Hashes of the distinct books that hold it, as many as decide on admission. */
        long[] books = new long[1];

        int bookCount;

        Entry(String word) {
            this.word = word;
        }

        void addBook(long book, int enough) {
            if (bookCount >= enough) {
                return;
            }
            for (int i = 0; i < bookCount; i++) {
                if (books[i] == book) {
                    return;
                }
            }
            if (bookCount == books.length) {
                books = Arrays.copyOf(books, Math.min(enough, 2 * books.length));
            }
            books[bookCount++] = book;
        }
    }

    /**
     * A passage whose words have been looked up.
     *
     * @param entries those that were forgotten in the meantime must be looked up again
     */
    record Known(Entry[] entries, int[] counts) {}

    /** A passage as it comes; capitals as {@link org.gumshoe.text.Words#capitals} gives them. */
    record Arrival(long book, BagOfWords bag, Map<String, int[]> capitals) {}

    /** Counts the passages' words and their capitals. */
    List<Known> observe(List<Arrival> passages, ParallelRanges workers) {
        byte[][] shardsOf = new byte[passages.size()][];
        workers.forRanges(passages.size(), PASSAGES_PER_RANGE, (from, to) -> {
            for (int d = from; d < to; d++) {
                String[] words = passages.get(d).bag.words();
                shardsOf[d] = new byte[words.length];
                for (int i = 0; i < words.length; i++) {
                    shardsOf[d][i] = (byte) shardOf(words[i]);
                }
            }
        });
        Entry[][] known = new Entry[passages.size()][];
        Arrays.setAll(known, d -> new Entry[shardsOf[d].length]);
        workers.forRanges(SHARDS, 1, (shard, end) -> {
            for (int d = 0; d < known.length; d++) {
                for (int i = 0; i < known[d].length; i++) {
                    if (shardsOf[d][i] == shard) {
                        known[d][i] = observe(passages.get(d), i, shards.get(shard));
                    }
                }
            }
        });
        return IntStream.range(0, known.length)
                .mapToObj(d -> new Known(known[d], passages.get(d).bag.counts()))
                .toList();
    }

    private Entry observe(Arrival passage, int i, Map<String, Entry> entries) {
        Entry entry = entries.computeIfAbsent(passage.bag.words()[i], Entry::new);
        entry.occurrences += passage.bag.counts()[i];
        int[] counts = passage.capitals.get(entry.word);
        if (counts != null) {
            entry.capitalised += counts[0];
            entry.telling += counts[1];
        }
        entry.addBook(passage.book, minBooks);
        return entry;
    }

    private static int shardOf(String word) {
        int hash = word.hashCode() * 0x9E3779B9;
        return hash >>> 29;
    }

    private Map<String, Entry> shard(String word) {
        return shards.get(shardOf(word));
    }

    /** Keeps the number of candidates in bounds: those that stayed rarest are no longer watched. */
    void forgetRare() {
        if (candidates() <= CANDIDATES * maxWords) {
            return;
        }
        for (long rare = 1; candidates() > CANDIDATES * maxWords / 2; rare *= 2) {
            long limit = rare;
            for (Map<String, Entry> entries : shards) {
                entries.values().removeIf(entry -> {
                    entry.forgotten = entry.row < 0 && entry.occurrences <= limit;
                    return entry.forgotten;
                });
            }
        }
    }

    /** A passage that was not counted, or was counted by another vocabulary. */
    Known known(BagOfWords bag) {
        Entry[] known = new Entry[bag.words().length];
        for (int i = 0; i < known.length; i++) {
            String word = bag.words()[i];
            known[i] = shard(word).get(word);
            if (known[i] == null) {
                known[i] = new Entry(word);
                known[i].forgotten = true;
            }
        }
        return new Known(known, bag.counts());
    }

    /** The words of a passage as they are watched now; those that are not stay forgotten. */
    Entry[] current(Known passage) {
        for (int i = 0; i < passage.entries.length; i++) {
            if (passage.entries[i].forgotten) {
                String word = passage.entries[i].word;
                passage.entries[i] = shard(word).getOrDefault(word, passage.entries[i]);
            }
        }
        return passage.entries;
    }

    /** A word that a guide names is watched from then on. */
    Entry watched(String word) {
        return shard(word).computeIfAbsent(word, Entry::new);
    }

    boolean isFit(Entry entry) {
        return entry.bookCount >= minBooks && !isName(entry);
    }

    boolean isName(Entry entry) {
        return entry.capitalised > nameShare * entry.telling;
    }

    boolean isFull() {
        return byRow.size() >= maxWords;
    }

    void admit(Entry entry, int row) {
        entry.row = row;
        byRow.add(entry);
    }

    /** Takes a word out; as in {@link LambdaTable#remove} the last row moves to its place. */
    void dismiss(int row, boolean forget) {
        Entry last = byRow.removeLast();
        Entry leaving = row == byRow.size() ? last : byRow.set(row, last);
        last.row = row;
        leaving.row = -1;
        if (forget) {
            leaving.forgotten = true;
            shard(leaving.word).remove(leaving.word);
        }
    }

    String word(int row) {
        return byRow.get(row).word;
    }

    /** The row of a word, or -1. */
    int row(String word) {
        Entry entry = shard(word).get(word);
        return entry == null ? -1 : entry.row;
    }

    /** Words that are watched but have no row. */
    int candidates() {
        return shards.stream().mapToInt(Map::size).sum() - byRow.size();
    }

    void write(DataOutputStream out) throws IOException {
        List<Entry> sorted = shards.stream()
                .flatMap(entries -> entries.values().stream())
                .sorted(Comparator.comparing(entry -> entry.word))
                .toList();
        out.writeInt(sorted.size());
        for (Entry entry : sorted) {
            out.writeUTF(entry.word);
            out.writeInt(entry.row);
            out.writeLong(entry.occurrences);
            out.writeLong(entry.capitalised);
            out.writeLong(entry.telling);
            out.writeInt(entry.bookCount);
            for (int i = 0; i < entry.bookCount; i++) {
                out.writeLong(entry.books[i]);
            }
        }
    }

    void read(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<Integer, Entry> rows = new HashMap<>();
        for (int i = 0; i < size; i++) {
            Entry entry = new Entry(in.readUTF());
            entry.row = in.readInt();
            entry.occurrences = in.readLong();
            entry.capitalised = in.readLong();
            entry.telling = in.readLong();
            int books = in.readInt();
            for (int b = 0; b < books; b++) {
                entry.addBook(in.readLong(), minBooks);
            }
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
