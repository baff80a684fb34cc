// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StoredFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services of today on what the last release has left. There are no local stores, so all state
 * comes from its changelogs.
 */
class UpgradeTest {
    /** Longer than any service waits for quiet before it solves. */
    private static final int QUIET_MILLIS = 4000;

    /** However long ago the last release was, the half of a book that it left is still waited for. */
    private static final Settings SETTINGS = TinyLoop.SETTINGS.with("ingest.patience.seconds", "2000000000");

    @TempDir
    private Path dir;

    @BeforeEach
    void unpack() throws Exception {
        LastRelease.unpack(dir);
    }

    @Test
    void itsTopicsAreRead() throws Exception {
        try (var broker = Standalone.start(dir, SETTINGS, List.of())) {
            assertThat(Said.of(broker.settings())).isEqualTo(Files.readString(LastRelease.SAID));
        }
        assertThat(dir.resolve("broker").resolve(StoredFormat.FILE)).exists();
    }

    @Test
    void itsStateIsTakenUpAndNewBooksAreAdded() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS);
                var view = new TinyLoop.View(system.settings())) {
            Settings settings = system.settings();
            await("all services are ready", () -> system.services().stream().allMatch(Service::ready));
            // a refined vector of this release says how stories are chosen, so vectors are published once more as they
            // were; a native one may be, since sums are added up by partition now
            String made = Files.readString(LastRelease.SAID).replace(" version 3, ", " version 4, ");
            await("the vectors are published once more", () -> countOf4(Said.of(settings)) == countOf4(made));
            Thread.sleep(QUIET_MILLIS);
            assertThat(ofNative(Said.of(settings))).as("nothing is made anew").isEqualTo(ofNative(made));

            LastRelease.sendHalf(settings, 1);
            TinyLoop.sendBooks(settings, LastRelease.BOOKS - 1, LastRelease.BOOKS + 1);

            await("the new books have come through", view, () -> view.settled(LastRelease.BOOKS + 2));
            assertThat(view.passages.view().values().stream().map(Passage::getBook))
                    .as("one half of the book came from the last release")
                    .contains("halves");
            assertThat(records(settings, Topics.ACTIVATIONS))
                    .as("nothing is read again")
                    .hasSize(2 * view.passages.view().size());
            assertThat(view.translated().orElseThrow().getBooks()).isEqualTo(LastRelease.BOOKS + 2);
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
            assertThat(system.services()).noneMatch(Service::failed);
        }
    }

    private static int countOf4(String said) {
        return said.split(" version 4, ", -1).length;
    }

    private static String ofNative(String said) {
        return said.replaceAll("native: version [23], ", "native: ");
    }
}
