// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.library;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.gumshoe.BadInputException;

/**
 * Log of when each server was last asked, when it may be asked again, and which books it gave
 * within a day. It is on disk, so that another run is no less polite.
 */
final class VisitLog implements AutoCloseable {
    /** More books in a day are "many" to Project Gutenberg. */
    static final int MAX_BOOKS = 100;

    static final Duration DAY = Duration.ofHours(24);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final InstantSource clock;
    private FileChannel lock;
    private ObjectNode hosts;

    /** @param home directory of the log */
    VisitLog(Path home, InstantSource clock) {
        this.file = home.resolve("visits.json");
        this.clock = clock;
    }

    /**
     * Reads the log when a server is first to be asked, after making sure that no other program of
     * this user asks any: libraries want one connection.
     *
     * @throws BadInputException when another program does, or the file is damaged
     */
    private ObjectNode hosts() {
        if (hosts == null) {
            try {
                Files.createDirectories(file.getParent());
                lock = FileChannel.open(
                        file.resolveSibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (!isAlone()) {
                    throw new BadInputException(
                            "Another gumshoe is fetching books, and libraries want one connection; start again when it "
                                    + "has ended.");
                }
                hosts = Files.exists(file) ? (ObjectNode) JSON.readTree(file.toFile()) : JSON.createObjectNode();
            } catch (IOException | ClassCastException e) {
                throw new BadInputException(
                        "The log of visits " + file + " cannot be used (" + e.getMessage()
                                + "); delete it, and wait a day if a library was asked.",
                        e);
            }
        }
        return hosts;
    }

    private boolean isAlone() throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException thisProcess) {
            return false;
        }
    }

    /** Returns when the last request to a server was answered. */
    Optional<Instant> last(URI address) {
        return instant(host(address), "last");
    }

    /** Returns the time before which a server has asked not to be asked. */
    Optional<Instant> closedUntil(URI address) {
        return instant(host(address), "closedUntil");
    }

    Instant now() {
        return clock.instant();
    }

    void visited(URI address) {
        host(address).put("last", clock.instant().toString());
        write();
    }

    void close(URI address, Duration time) {
        host(address).put("closedUntil", clock.instant().plus(time).toString());
        write();
    }

    /**
     * Counts a book of a server.
     *
     * @return when there is room for it; now or earlier where it was counted
     */
    Instant take(URI address, String book) {
        ObjectNode books = host(address).withObject("/books");
        Instant now = now();
        books.properties()
                .removeIf(each -> !instant(books, each.getKey())
                        .orElse(Instant.MIN)
                        .plus(DAY)
                        .isAfter(now));
        if (!books.has(book) && books.size() >= MAX_BOOKS) {
            return books.properties().stream()
                    .map(each -> instant(books, each.getKey()).orElseThrow().plus(DAY))
                    .min(Instant::compareTo)
                    .orElseThrow();
        }
        if (!books.has(book)) {
            books.put(book, now.toString());
            write();
        }
        return now;
    }

    private ObjectNode host(URI address) {
        return hosts().withObjectProperty(address.getAuthority().toLowerCase(java.util.Locale.ROOT));
    }

    private static Optional<Instant> instant(ObjectNode node, String field) {
        try {
            return node.hasNonNull(field)
                    ? Optional.of(Instant.parse(node.get(field).asText()))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private void write() {
        try {
            Path partial = file.resolveSibling(file.getFileName() + ".part");
            JSON.writerWithDefaultPrettyPrinter().writeValue(partial.toFile(), hosts());
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
