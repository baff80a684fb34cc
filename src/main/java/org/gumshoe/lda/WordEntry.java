// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** A word of the vocabulary or a candidate for it, with the counts that decide on its admission. */
final class WordEntry {
    final String word;
    /** The word's row in lambda; -1 for a candidate. */
    int row = -1;
    /** Whether the entry was removed; the vocabulary may hold a newer entry for the same word. */
    boolean evicted;

    long occurrences;
    /** Occurrences capitalised in mid-sentence. */
    long capitalised;
    /** Occurrences whose case is informative: lower case, or capitalised in mid-sentence. */
    long caseInformative;
    /** Hashes of the distinct books that use the word, up to the number needed for admission. */
    private long[] books = new long[1];

    private int bookCount;

    WordEntry(String word) {
        this.word = word;
    }

    int bookCount() {
        return bookCount;
    }

    /** Adds a book unless it is known or {@code limit} books are. */
    void addBook(long bookHash, int limit) {
        if (bookCount >= limit) {
            return;
        }
        for (int i = 0; i < bookCount; i++) {
            if (books[i] == bookHash) {
                return;
            }
        }
        if (bookCount == books.length) {
            books = Arrays.copyOf(books, Math.min(limit, 2 * books.length));
        }
        books[bookCount++] = bookHash;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(word);
        out.writeInt(row);
        out.writeLong(occurrences);
        out.writeLong(capitalised);
        out.writeLong(caseInformative);
        out.writeInt(bookCount);
        for (int i = 0; i < bookCount; i++) {
            out.writeLong(books[i]);
        }
    }

    static WordEntry read(DataInputStream in, int maxBooks) throws IOException {
        WordEntry entry = new WordEntry(in.readUTF());
        entry.row = in.readInt();
        entry.occurrences = in.readLong();
        entry.capitalised = in.readLong();
        entry.caseInformative = in.readLong();
        int books = in.readInt();
        for (int b = 0; b < books; b++) {
            entry.addBook(in.readLong(), maxBooks);
        }
        return entry;
    }
}
