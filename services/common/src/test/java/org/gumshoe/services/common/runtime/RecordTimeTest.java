// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.StreamsConfig;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;

class RecordTimeTest {
    private static ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "t", 0, 0, timestamp, TimestampType.CREATE_TIME, 0, 0, "k", "v", new RecordHeaders(), Optional.empty());
    }

    @Test
    void aRecordWithoutATimeHasThatOfTheLatest() {
        RecordTime time = new RecordTime();

        assertThat(time.extract(record(5), 9)).isEqualTo(5);
        assertThat(time.extract(record(-1), 9)).isEqualTo(9);
        assertThat(time.extract(record(-1), -1)).isZero();
    }

    @Test
    void everyTopologyTakesIt() {
        assertThat(StreamsProperties.of("ingest", new Settings(Map.of()), Map.of()))
                .containsEntry(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, RecordTime.class);
    }

    @Test
    void whatIsMadeOfARecordWithoutATimeIsSent() {
        assertThat(Topics.CONCEPTS.record("crime", null, -1).timestamp()).isZero();
    }
}
