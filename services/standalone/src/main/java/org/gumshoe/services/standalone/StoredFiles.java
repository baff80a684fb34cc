// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.runtime.StoredFormat;

/**
 * Files of Gumshoe's in a directory: topics of an embedded broker, or local stores of services.
 * Whatever else lies there is not listed and never deleted.
 *
 * @param paths the data first, so that what is left of an interrupted deletion is known again
 * @param locks of those who use the files
 */
public record StoredFiles(Path directory, List<Path> paths, List<Path> locks) {
    /** Finds the files of an embedded broker; its lock tells them from those of another broker. */
    public static StoredFiles ofBroker(Path directory) {
        Path lock = directory.resolve(EmbeddedBroker.LOCK);
        return Files.exists(lock)
                ? new StoredFiles(
                        directory,
                        existing(directory.resolve(EmbeddedBroker.LOG), directory.resolve(StoredFormat.FILE), lock),
                        List.of(lock))
                : new StoredFiles(directory, List.of(), List.of());
    }

    /** Finds the local stores of all services; Kafka Streams locks those that are in use. */
    public static StoredFiles ofState(Path directory) {
        List<Path> paths = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> services = Files.newDirectoryStream(directory, "gumshoe-*")) {
                services.forEach(paths::add);
            } catch (IOException e) {
                throw failed(directory, e);
            }
        }
        paths.sort(null);
        List<Path> locks = paths.stream()
                .map(service -> service.resolve(".lock"))
                .filter(Files::exists)
                .toList();
        paths.addAll(existing(directory.resolve(StoredFormat.FILE)));
        return new StoredFiles(directory, List.copyOf(paths), locks);
    }

    private static List<Path> existing(Path... paths) {
        return Stream.of(paths).filter(Files::exists).toList();
    }

    public boolean isEmpty() {
        return paths.isEmpty();
    }

    /** @throws BadSettingsException when a running process uses them */
    public void requireUnused() {
        whileLocked(() -> {});
    }

    /**
     * Deletes them, and the directory if nothing else is in it.
     *
     * @throws BadSettingsException when a running process uses them; nothing is deleted then
     */
    public void delete() {
        whileLocked(() -> {
            for (Path path : paths) {
                deleteTree(path);
            }
            if (Files.isDirectory(directory) && isEmptyDirectory()) {
                Files.delete(directory);
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void whileLocked(Work work) {
        List<FileChannel> held = new ArrayList<>();
        try {
            for (Path lock : locks) {
                held.add(FileLocks.tryTake(lock)
                        .orElseThrow(() -> new BadSettingsException(
                                "Directory " + lock.getParent() + " is in use by a running Gumshoe: end it first.")));
            }
            work.run();
        } catch (IOException e) {
            throw failed(directory, e);
        } finally {
            held.forEach(StoredFiles::release);
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            // its file is gone, or the end of this process releases it
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private boolean isEmptyDirectory() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.findAny().isEmpty();
        }
    }

    private static BadSettingsException failed(Path directory, IOException e) {
        return new BadSettingsException(
                "What is in directory " + directory + " cannot be deleted (" + Faults.sentence(e)
                        + "): make it writable, and run this again.",
                e);
    }
}
