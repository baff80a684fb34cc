// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.story;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Maker of the golden directory, which {@code bench/upgrade/run} calls when a release is made; no
 * test run does, since its name does not end in Test.
 */
class GoldenRun {
    private static final int UNCHANGED_MILLIS = 6000;

    @TempDir
    private Path dir;

    @Test
    void writesWhatTheNextReleaseMustRead() throws Exception {
        String said;
        try (var system = Standalone.start(dir, TinyLoop.SETTINGS);
                var view = new TinyLoop.View(system.settings())) {
            Settings settings = system.settings();
            send(
                    settings,
                    Topics.CONCEPTS,
                    "crime",
                    new Concept("crime", List.of("murder", "evidence"), null, null, 20.0));
            LastRelease.announce(settings);
            await("it is ready", system::ready);
            TinyLoop.sendBooks(settings, 0, LastRelease.BOOKS);
            LastRelease.sendHalf(settings, 0);
            await("a vector is made of all", view, () -> view.settled(LastRelease.BOOKS));
            ask(
                    settings,
                    story("plain", "unsteered"),
                    story("steered", "translated").setStrength(20.0));
            endedStory(settings, "plain");
            endedStory(settings, "steered");
            await(
                    "the stories are measured",
                    () -> records(settings, Topics.REFINEMENT_METRICS).stream()
                            .map(record -> record.key())
                            .collect(Collectors.toSet())
                            .containsAll(Set.of("crime|perplexity|translated", "*|stitch-r2")));
            said = atRest(settings);
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
        }
        LastRelease.pack(dir);
        Files.writeString(LastRelease.SAID, said);
    }

    private static String atRest(Settings settings) throws InterruptedException {
        String before = "";
        String said = Said.of(settings);
        while (!said.equals(before)) {
            Thread.sleep(UNCHANGED_MILLIS);
            before = said;
            said = Said.of(settings);
        }
        return said;
    }
}
