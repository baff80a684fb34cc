// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.gumshoe.BadInputException;
import org.gumshoe.text.Books;
import org.gumshoe.text.BrownCorpus;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;

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
     * @param author the group of authors that it belongs to, which no split parts
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
     * Reads the books of some directories.
     *
     * @param manifests one for each directory
     * @throws BadInputException when no file is in its manifest, an id is in two directories, or all
     *     labels are of one kind
     */
    public static Corpus read(List<Path> directories, List<Path> manifests, LabelRule rule) {
        Corpus corpus = readLabelled(directories, manifests, Objects.requireNonNull(rule));
        return checked(corpus.books, corpus.leftOut);
    }

    /** As {@link #read}, but without labels: all books are borderline. */
    public static Corpus readUnlabelled(List<Path> directories, List<Path> manifests) {
        return readLabelled(directories, manifests, null);
    }

    private record BookFile(Path file, String id, Manifest manifest) {}

    private static Corpus readLabelled(List<Path> directories, List<Path> manifests, LabelRule ruleOrNull) {
        List<String> leftOut = new ArrayList<>();
        List<BookFile> files = find(directories, manifests, leftOut);
        Map<String, List<String>> authors = new LinkedHashMap<>();
        files.forEach(f -> authors.put(f.id, f.manifest.authors(f.id)));
        Map<String, String> author = Authorship.groups(authors);
        List<Labelled> books = new ArrayList<>();
        for (BookFile file : files) {
            Boolean positive = ruleOrNull == null ? null : file.manifest.label(file.id, ruleOrNull);
            boolean fiction = !file.manifest.hasSubject(file.id, "Nonfiction");
            try {
                String text = Books.read(file.file).text();
                books.add(labelled(file.id, author.get(file.id), positive, fiction, text));
            } catch (BadInputException e) {
                leftOut.add(e.getMessage());
            }
        }
        if (books.isEmpty()) {
            throw new BadInputException("None of the books in " + directories + " is in its manifest, " + manifests
                    + "; the column id must hold the files' names without their extension.");
        }
        return new Corpus(List.copyOf(books), List.copyOf(leftOut), hash(books));
    }

    private static List<BookFile> find(List<Path> directories, List<Path> manifests, List<String> leftOut) {
        List<BookFile> files = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int d = 0; d < directories.size(); d++) {
            Manifest rows = Manifest.read(manifests.get(d));
            for (Path file : Books.find(directories.get(d))) {
                String name = file.getFileName().toString();
                String id = name.substring(0, name.lastIndexOf('.'));
                if (!rows.knows(id)) {
                    leftOut.add(file + " is not in " + manifests.get(d));
                } else if (!ids.add(id)) {
                    throw new BadInputException("The book " + id + " is there twice, the second time as " + file
                            + "; keep one of the two, so that it is not fitted and scored at once.");
                } else {
                    files.add(new BookFile(file, id, rows));
                }
            }
        }
        if (directories.size() > 1) {
            files.sort(Comparator.comparing(f -> f.file.getFileName().toString()));
        }
        return files;
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

    /** Returns the wanted books as a corpus. */
    public Corpus only(Predicate<Labelled> wanted) {
        List<Labelled> kept = books.stream().filter(wanted).toList();
        return new Corpus(kept, leftOut, hash(kept));
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
