// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;

/** A splitter of books into passages, the unit that topic model and language models read. */
public final class Passages {
    private static final int MAX_SENTENCE_LENGTHS = 3;

    /** No word of the English shelf is longer; "word—word—word" comes closest. */
    private static final int MAX_WORD_CHARS = 128;

    private Passages() {}

    /**
     * Splits a text into passages of about {@code words} words at sentence boundaries. A remainder
     * shorter than half a passage is appended to the last passage. A sentence longer than 3 ·
     * {@code words} is split between words, so no passage exceeds 4 · {@code words}. In scripts that
     * have no spaces between words, two ideographs or five letters count as a word; of any other run
     * without spaces every 128 characters do, so a passage is bounded in any script.
     *
     * @return spans in order that contain every word of the text once; empty for a blank text
     * @throws BadInputException if {@code words} is less than 1
     */
    public static List<Span> split(String text, int words) {
        if (words < 1) {
            throw new BadInputException(
                    "Passages of " + words + " words cannot be; ask for one word or more, 300 for example.");
        }
        List<Piece> pieces = new ArrayList<>();
        for (int[] sentence : Sentences.of(text)) {
            addPieces(text, sentence[0], sentence[1], words, pieces);
        }
        List<Piece> passages = new ArrayList<>();
        Piece current = null;
        for (Piece piece : pieces) {
            if (current == null) {
                current = piece;
            } else if (current.words + piece.words > words
                    && isCloserWithout(current.words, current.words + piece.words, words)) {
                passages.add(current);
                current = piece;
            } else {
                current = current.with(piece);
            }
        }
        if (current != null) {
            boolean isRemainder = !passages.isEmpty() && 2 * current.words < words;
            passages.add(isRemainder ? passages.removeLast().with(current) : current);
        }
        return passages.stream()
                .map(passage -> new Span(passage.start, passage.end, normaliseSpace(text, passage.start, passage.end)))
                .toList();
    }

    /**
     * Tells whether a passage is closer to its target length without the next sentence. A passage
     * shorter than half the target is never closed.
     */
    private static boolean isCloserWithout(int without, int with, int words) {
        return 2 * without >= words && Math.abs(without - words) <= with - words;
    }

    private record Piece(int start, int end, int words) {
        Piece with(Piece next) {
            return new Piece(start, next.end, words + next.words);
        }
    }

    private static void addPieces(String text, int start, int end, int words, List<Piece> pieces) {
        Piece sentence = new Piece(start, end, count(text, start, end));
        if (sentence.words <= MAX_SENTENCE_LENGTHS * words) {
            pieces.add(sentence);
            return;
        }
        int pieceStart = start;
        int wordsInPiece = 0;
        int i = start;
        while (i < end) {
            int wordEnd = wordEnd(text, i, end);
            wordsInPiece++;
            i = wordStart(text, wordEnd, end);
            if (wordsInPiece == words || i == end) {
                pieces.add(new Piece(pieceStart, wordEnd, wordsInPiece));
                pieceStart = i;
                wordsInPiece = 0;
            }
        }
    }

    private static int count(String text, int start, int end) {
        int count = 0;
        for (int i = wordStart(text, start, end); i < end; i = wordStart(text, wordEnd(text, i, end), end)) {
            count++;
        }
        return count;
    }

    private static int wordStart(String text, int from, int end) {
        int i = from;
        while (i < end && Sentences.isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static int wordEnd(String text, int from, int end) {
        int longest = Math.min(end, from + MAX_WORD_CHARS);
        double word = 0;
        int i = from;
        while (i < longest && !Sentences.isSpace(text.charAt(i))) {
            int c = text.codePointAt(i);
            double share = DenseScripts.shareOfWord(c);
            if (share > 0 && word + share > 1 + 1e-9) {
                return i;
            }
            word += share;
            i += Character.charCount(c);
        }
        return Math.min(i, end);
    }

    private static String normaliseSpace(String text, int start, int end) {
        StringBuilder normalised = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (!Sentences.isSpace(text.charAt(i))) {
                boolean afterSpace = !normalised.isEmpty() && Sentences.isSpace(text.charAt(i - 1));
                normalised.append(afterSpace ? " " : "").append(text.charAt(i));
            }
        }
        return normalised.toString();
    }

    /**
     * Tells whether a passage is in an evenly spaced sample of its book: the middles of
     * {@code perBook} equal parts, so exactly min({@code perBook}, {@code total}) passages are.
     *
     * @param perBook sample size; zero or less for all
     */
    public static boolean sampled(int index, int total, int perBook) {
        if (index < 0 || index >= total) {
            return false;
        }
        if (perBook <= 0 || perBook >= total) {
            return true;
        }
        long part = (long) index * perBook / total;
        for (long j = Math.max(0, part - 1); j <= Math.min(perBook - 1L, part + 1); j++) {
            if ((2 * j + 1) * total / (2L * perBook) == index) {
                return true;
            }
        }
        return false;
    }
}
