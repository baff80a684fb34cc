// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;

/**
 * Reader of books that come as files. It reads two at a time: a page in memory takes thirty times its
 * length, and a small archive holds a large one.
 */
final class BookFile {
    /** Of a file's name, in file systems. */
    private static final int NAME_BYTES = 255;

    private final Semaphore places = new Semaphore(2, true);
    private final Function<Path, Book> reader;

    BookFile() {
        this(file -> Books.read(Books.find(file).getFirst()));
    }

    BookFile(Function<Path, Book> reader) {
        this.reader = reader;
    }

    /**
     * Reads a book.
     *
     * @param name of the file, or its path where it came from
     * @throws Refusal with status 400 when the name is none, or the file no book
     */
    Book read(String name, byte[] content) throws IOException {
        Path last = fileName(name);
        places.acquireUninterruptibly();
        try {
            return read(last, Files.createTempDirectory("gumshoe-book-"), content);
        } finally {
            places.release();
        }
    }

    private Book read(Path name, Path folder, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        try {
            return reader.apply(Files.write(file, content));
        } catch (BadInputException e) {
            // the sentence names the file; where it lay here is nobody's business
            throw Refusal.of(400, e.getMessage().replace(folder + "/", ""));
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static Path fileName(String name) {
        try {
            Path last = Path.of(name.replace('\\', '/')).getFileName();
            if (last != null && isName(last.toString())) {
                return last;
            }
        } catch (InvalidPathException e) {
            // refused like any other name that is none
        }
        throw Refusal.of(400, "'" + VisibleText.quoted(name) + "' is no name of a file: rename it.");
    }

    private static boolean isName(String name) {
        return BookSender.validId(name)
                && !Set.of(".", "..").contains(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES;
    }
}
