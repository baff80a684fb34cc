// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local state as a killed process leaves it: open, without a checkpoint. */
class KilledTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "commit.interval.ms", "100"));
    private static final List<String> WITH_STORES =
            List.of("ingest", "topics", "assignments", "stitch", "steering", "evaluation");

    @TempDir
    private Path dir;

    @TempDir
    private Path copy;

    /** Files that vanish under way are left out, as a kill would leave them out. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (NoSuchFileException e) {
                    // compacted away
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void servicesGoOnFromTheStateThatAKilledProcessLeft() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, WITH_STORES)) {
            await("it is ready", system::ready);
            send(system.settings(), Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder"), null, null, 0.0));
            send(system.settings(), Topics.PASSAGES, "b#0", passage("b"));
            sendRows(system.settings());
            Thread.sleep(3000);
            copy(dir.resolve("state"), copy.resolve("state"));
        }
        copy(dir.resolve("broker"), copy.resolve("broker"));

        try (var system = Standalone.start(copy, SETTINGS, WITH_STORES)) {
            await("it is ready again", system::ready);
            assertThat(system.services()).noneMatch(Service::failed);
            assertThat(records(system.settings(), Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    /** More than RocksDB holds in memory: what it never wrote, a kill does not leave behind. */
    private static void sendRows(Settings settings) {
        StitchRow wide = new StitchRow(1L, Collections.nCopies(4000, 1f));
        try (var producer = Clients.producer(settings, (String) null)) {
            for (int row = 0; row < 3000; row++) {
                producer.send(Topics.STITCH_MAP.record("2|4|" + row, wide));
            }
        }
    }

    private static Passage passage(String book) {
        String text = "There was a murder in the library.";
        return new Passage(book, 0, 1, 0, text.length(), text, true, false, "", "");
    }
}
