// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.PassageWords;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.StreamsProperties;
import org.gumshoe.services.common.topology.StatefulProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a release has left on disk whose store kept no timestamps. */
class FormerPassagesTest {
    @TempDir
    private Path dir;

    /** Without the checkpoint of a client that has ended, a store under exactly-once is read anew. */
    private static Properties properties(Path state) {
        return StreamsProperties.of(
                "assignments",
                new Settings(Map.of("state.dir", state.toString())),
                Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE));
    }

    private static void leave(Path state) {
        PassageWords words = PassageWords.newBuilder()
                .setBook("study")
                .setIndex(0)
                .setWords(List.of("murder"))
                .setCounts(List.of(1))
                .setEvidence(List.of())
                .setCapitalised(List.of())
                .setSeen(List.of())
                .build();
        TaskId task = new TaskId(0, 0);
        Path directory = state.resolve("gumshoe-assignments").resolve(task.toString());
        var context = new MockProcessorContext<Void, Void>(properties(state), task, directory.toFile());
        KeyValueStore<String, PassageWords> store = StatefulProcessor.store(
                        AssignmentsTopology.PASSAGES, AvroSerde.of(PassageWords.class))
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        store.put("study#0", words);
        store.close();
    }

    @Test
    void areAssignedAsOfNow() {
        leave(dir);

        try (var driver = new TopologyTestDriver(AssignmentsTopology.build(), properties(dir), TestTopology.START)) {
            var model = driver.createInputTopic(
                    Topics.TOPIC_MODEL.name(),
                    Topics.TOPIC_MODEL.keys().serializer(),
                    Topics.TOPIC_MODEL.values().serializer());
            SpecificRecord row = new TopicModelRow(1L, List.of(9f, 1f));
            model.pipeInput("murder", row);
            model.pipeInput(Topics.MANIFEST, MadeUpManifest.of(1, 1, List.of(.1f, .1f)));
            driver.advanceWallClockTime(Duration.ofSeconds(1));

            var assigned = driver.createOutputTopic(
                            Topics.ASSIGNMENTS.name(),
                            Topics.ASSIGNMENTS.keys().deserializer(),
                            Topics.ASSIGNMENTS.values().deserializer())
                    .readRecordsToList();
            assertThat(assigned).singleElement().satisfies(record -> {
                assertThat(record.key()).isEqualTo("study#0");
                assertThat(record.timestamp())
                        .isEqualTo(TestTopology.START.plusSeconds(1).toEpochMilli());
            });
        }
    }
}
