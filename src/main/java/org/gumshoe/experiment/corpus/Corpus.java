// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.gumshoe.BadInputException;
import org.gumshoe.text.Books;
import org.gumshoe.text.BrownCorpus;
import org.gumshoe.text.Passages;
import org.gumshoe.text.Span;

/**
 * Corpus of labelled books, cut into passages. Labels are for scoring; only the ceiling and the
 * judges are trained on them.
 *
 * @param leftOut for each file that is not among the books, the reason
 * @param sha256 over the ids and texts
 */
public record Corpus(List<Labelled> books, List<String> leftOut, String sha256) {
    /**
     * Labelled book.
     *
     * @param positive null when borderline: the book is read but not scored
     * @param fiction false when the manifest says that it is not
     * @param passages all passages, of about 300 words each
     */
    public record Labelled(
            String id, String author, Boolean positive, boolean fiction, String text, List<String> passages) {
        public boolean isPositive() {
            return Boolean.TRUE.equals(positive);
        }

        public boolean isNegative() {
            return Boolean.FALSE.equals(positive);
        }
    }

    private static final int WORDS = 300;

    /**
     * Reads the books of a directory.
     *
     * @throws BadInputException when no file is in the manifest, or all labels are of one kind
     */
    public static Corpus read(Path directory, Path manifest, String label, String subjectOrNull) {
        Manifest rows = Manifest.read(manifest);
        List<Labelled> books = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        for (Path file : Books.find(directory)) {
            String name = file.getFileName().toString();
            String id = name.substring(0, name.lastIndexOf('.'));
            if (!rows.knows(id)) {
                leftOut.add(file + " is not in " + manifest);
                continue;
            }
            Boolean positive = rows.label(id, label, subjectOrNull);
            try {
                String text = Books.read(file).text();
                books.add(labelled(id, rows.author(id), positive, !rows.hasSubject(id, "Nonfiction"), text));
            } catch (BadInputException e) {
                leftOut.add(e.getMessage());
            }
        }
        if (books.isEmpty()) {
            throw new BadInputException("None of the books in " + directory + " is in the manifest " + manifest
                    + "; its column id must hold the files' names without their extension.");
        }
        return checked(books, leftOut);
    }

    /**
     * Reads the fiction of the Brown corpus, where each text has another author and {@code mystery}
     * texts are positive.
     */
    public static Corpus brown(Path directory) {
        return checked(
                BrownCorpus.fiction(directory).stream()
                        .map(b -> labelled(b.id(), b.id(), b.genres().contains("mystery"), true, b.text()))
                        .toList(),
                List.of());
    }

    private static Labelled labelled(String id, String author, Boolean positive, boolean fiction, String text) {
        List<String> passages =
                Passages.split(text, WORDS).stream().map(Span::text).toList();
        return new Labelled(id, author, positive, fiction, text, passages);
    }

    private static Corpus checked(List<Labelled> books, List<String> leftOut) {
        long positives = books.stream().filter(Labelled::isPositive).count();
        long negatives = books.stream().filter(Labelled::isNegative).count();
        if (positives == 0 || negatives == 0) {
            throw new BadInputException(
                    "Of the " + books.size() + " books " + positives + " are labelled 1 and " + negatives
                            + " are labelled 0; scoring needs both kinds, so add books of both, label them in the manifest, or check --label and --subject.");
        }
        if (books.stream().map(Labelled::author).distinct().count() < 4) {
            throw new BadInputException("The " + books.size() + " books are by fewer than four authors, so no author"
                    + " can be held out for scoring; add books by others.");
        }
        return new Corpus(List.copyOf(books), List.copyOf(leftOut), hash(books));
    }

    private static String hash(List<Labelled> books) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Labelled book : books) {
                digest.update((book.id() + '\0' + book.text() + '\0').getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public long positives() {
        return books.stream().filter(Labelled::isPositive).count();
    }

    /** Returns the number of words, roughly. */
    public long words() {
        return books.stream().mapToLong(b -> (long) b.passages().size() * WORDS).sum();
    }

    /**
     * Samples passages for the language models.
     *
     * @param perBook maximum for each book, evenly spread over it; 0: all
     */
    public List<Sampled> sample(int perBook) {
        List<Sampled> sample = new ArrayList<>();
        for (Labelled book : books) {
            for (int i = 0; i < book.passages().size(); i++) {
                if (Passages.sampled(i, book.passages().size(), perBook)) {
                    sample.add(new Sampled(book, i));
                }
            }
        }
        return sample;
    }

    /** Passage that the language models read. */
    public record Sampled(Labelled book, int index) {
        public String text() {
            return book.passages().get(index);
        }

        public boolean isLabelled() {
            return Objects.nonNull(book.positive());
        }
    }
}
