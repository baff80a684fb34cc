// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableKeeperTest {
    private static final byte[] GARBAGE = {0, 1, 2};

    private final TestTopology test =
            new TestTopology("ingest", IngestTopology.build(new IngestOptions(20, 2, Duration.ofMinutes(5))));
    private final TestInputTopic<String, byte[]> concepts = test.driver()
            .createInputTopic(
                    Topics.CONCEPTS.name(),
                    new StringSerializer(),
                    new ByteArraySerializer(),
                    TestTopology.START,
                    Duration.ofMillis(1));
    private final TestOutputTopic<String, byte[]> restored = test.driver()
            .createOutputTopic(Topics.CONCEPTS.name(), new StringDeserializer(), new ByteArrayDeserializer());

    @AfterEach
    void close() {
        test.close();
    }

    private static byte[] concept(String... seeds) {
        Concept concept = new Concept("crime", List.of(seeds), null, null, 20.0);
        return Topics.CONCEPTS.values().serializer().serialize(Topics.CONCEPTS.name(), concept);
    }

    @Test
    void whatABrokenRecordWouldBuryIsWrittenBehindIt() {
        concepts.pipeInput("crime", concept("murder"));
        concepts.pipeInput("crime", concept("murder", "evidence"));
        assertThat(restored.isEmpty()).isTrue();

        concepts.pipeInput("crime", GARBAGE);
        concepts.pipeInput("crime", GARBAGE);

        assertThat(restored.readRecordsToList()).hasSize(2).allSatisfy(record -> {
            assertThat(record.value()).isEqualTo(concept("murder", "evidence"));
            assertThat(record.headers().lastHeader(TableKeeper.RESTORED)).isNotNull();
        });
    }

    @Test
    void whereThereWasNothingNothingIsRestored() {
        concepts.pipeInput("crime", GARBAGE);
        concepts.pipeInput("", GARBAGE);
        concepts.pipeInput("crime", concept("murder"));
        concepts.pipeInput("crime", (byte[]) null);
        concepts.pipeInput("crime", GARBAGE);

        assertThat(restored.isEmpty()).isTrue();
    }

    @Test
    void aNewValueThatCameBetweenIsWrittenOnceMore() {
        concepts.pipeInput("crime", concept("evidence"));
        RecordHeaders late = new RecordHeaders();
        late.add(TableKeeper.RESTORED, new byte[0]);

        concepts.pipeInput(new TestRecord<>("crime", concept("murder"), late));

        assertThat(restored.readValuesToList()).containsExactly(concept("evidence"));
    }
}
