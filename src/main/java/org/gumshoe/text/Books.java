// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of books in plain text (one paragraph per line, or wrapped as by Project Gutenberg),
 * EPUB and HTML.
 */
public final class Books {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);
    private static final Set<String> EXTENSIONS = Set.of("txt", "epub", "html", "htm", "xhtml");
    private static final long MAX_BYTES = 256L << 20;

    private Books() {}

    /**
     * Finds the books in a directory and its subdirectories, sorted by path; hidden files, files of
     * other types and links are skipped, and links that lead out of the directory are told of. If
     * the path is a file, it is the only result.
     *
     * @throws BadInputException if the path does not exist, the directory has no book, or the file
     *     has another type
     */
    public static List<Path> find(Path fileOrDirectory) {
        if (!Files.exists(fileOrDirectory)) {
            throw new BadInputException("There is no file or directory " + fileOrDirectory + "; check the path.");
        }
        if (!Files.isDirectory(fileOrDirectory)) {
            if (!isBook(fileOrDirectory)) {
                throw new BadInputException(fileOrDirectory
                        + " is not a .txt, .epub or .html file; convert it, or give it the extension that"
                        + " tells what it is.");
            }
            return List.of(fileOrDirectory);
        }
        List<Path> books = new ArrayList<>();
        List<Path> links = new ArrayList<>();
        try {
            Path root = fileOrDirectory.toRealPath();
            Path start = Files.isSymbolicLink(fileOrDirectory) ? root : fileOrDirectory;
            Files.walkFileTree(start, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return !directory.equals(start) && isHidden(directory)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && isBook(file) && !isHidden(file)) {
                        books.add(file);
                    } else if (attributes.isSymbolicLink() && leavesDirectory(file, root)) {
                        links.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new BadInputException("Cannot list " + fileOrDirectory + ": " + e.getMessage() + ".", e);
        }
        String notFollowed = links.isEmpty()
                ? ""
                : " (%d links in it lead elsewhere and are not followed, such as %s)"
                        .formatted(
                                links.size(),
                                VisibleText.quoted(links.getFirst().toString()));
        if (books.isEmpty()) {
            throw new BadInputException("There are no books in " + fileOrDirectory + notFollowed
                    + "; put .txt, .epub or .html files there, or name another directory.");
        }
        if (!links.isEmpty()) {
            LOG.warn("Books are read from {}{}; copy what should be read.", fileOrDirectory, notFollowed);
        }
        books.sort((a, b) -> a.toString().compareTo(b.toString()));
        return List.copyOf(books);
    }

    /**
     * Reads one book without its publisher's boilerplate.
     *
     * @throws BadInputException if the file is missing, empty, larger than 256 MB, binary, not in
     *     the declared encoding, corrupt, DRM-protected, or has only boilerplate
     */
    public static Book read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException("There is no file " + file + "; check the path.");
            }
            if (Files.size(file) == 0) {
                throw new BadInputException(file + " is empty; remove it or put the book's text into it.");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new BadInputException(
                        file + " is larger than " + (MAX_BYTES >> 20) + " MB, which no book is; split it into books.");
            }
            ParsedBook parsed =
                    switch (extension(file)) {
                        case "epub" -> EpubReader.read(file);
                        case "html", "htm", "xhtml" -> HtmlReader.read(file, Files.readAllBytes(file));
                        default -> PlainTextReader.read(file, Files.readAllBytes(file));
                    };
            return parsed.toBook(file);
        } catch (IOException e) {
            throw new BadInputException(
                    "Cannot read " + file + ": " + e.getMessage() + "; check that it is whole and readable.", e);
        }
    }

    /**
     * Returns the id that a book of an author and a title has: lower-case words of any script, joined
     * by {@code -}, author and title by {@code _}. It can be a file's name.
     */
    public static String id(String author, String title) {
        return BookId.of(author, title, null, "");
    }

    /** Returns whether a link leads out of a directory; what it leads to inside is found anyway. */
    private static boolean leavesDirectory(Path link, Path directory) {
        try {
            return !link.toRealPath().startsWith(directory);
        } catch (IOException brokenOrLoop) {
            return false;
        }
    }

    private static boolean isBook(Path file) {
        return EXTENSIONS.contains(extension(file));
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
