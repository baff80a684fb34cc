// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;

import java.nio.file.Path;
import java.util.List;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.state.StateFile;
import org.gumshoe.services.common.state.StateTopic;
import org.gumshoe.services.common.state.SystemState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the last release has learned, in a system that has learned nothing. */
class StateTest {
    private static final List<String> SERVICES = List.of("stories");

    @TempDir
    private Path dir;

    private static String steered(Settings settings) throws Exception {
        ask(settings, story("of-both", "translated"));
        return text(endedStory(settings, "of-both"));
    }

    @Test
    void anEmptySystemServesTheSameVectorToTheBit() throws Exception {
        LastRelease.unpack(dir.resolve("one"));
        Path file = dir.resolve("state.zip");
        String story;
        SystemState learned;
        try (var one = Standalone.start(dir.resolve("one"), TinyLoop.SETTINGS, SERVICES)) {
            learned = SystemState.read(one.settings());
            StateFile.write(learned, file);
            story = steered(one.settings());
        }
        assertThat(learned.topics())
                .filteredOn(topic -> topic.topic() != Topics.WORD_READOUTS)
                .allSatisfy(topic ->
                        assertThat(topic.rows()).as(topic.topic().name()).isNotEmpty());

        Settings wider = TinyLoop.SETTINGS.with("partitions", "7");
        try (var two = Standalone.start(dir.resolve("two"), wider, SERVICES)) {
            SystemState read = StateFile.read(file);
            assertThat(read.write(two.settings()))
                    .isEqualTo(learned.topics().stream()
                            .mapToInt(topic -> topic.rows().size())
                            .sum());

            SystemState imported = SystemState.read(two.settings());
            learned.topics()
                    .forEach(topic -> assertThat(imported.of(topic.topic()).rows())
                            .usingRecursiveComparison()
                            .isEqualTo(topic.rows()));
            assertThat(imported.topics())
                    .extracting(StateTopic::digest)
                    .isEqualTo(learned.topics().stream().map(StateTopic::digest).toList());
            assertThat(steered(two.settings())).isEqualTo(story);

            assertThatThrownBy(() -> read.write(two.settings()))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("has learned something already", "steering-vectors", "gumshoe reset");
        }
    }
}
