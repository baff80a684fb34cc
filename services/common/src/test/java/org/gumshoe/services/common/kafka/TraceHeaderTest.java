// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.junit.jupiter.api.Test;

class TraceHeaderTest {
    private static final byte[] VALUE = {1};

    private static ProducerRecord<String, byte[]> record(Topic<?> topic, Long at, String key) {
        return new ProducerRecord<>(topic.name(), null, at, key, VALUE);
    }

    private static String traceparent(ProducerRecord<?, ?> record) {
        return DeadLetters.header(TraceHeader.on(record).headers(), TraceHeader.NAME);
    }

    @Test
    void allRecordsOfABooksPassagesNameOneTrace() {
        String study = new TraceOrigin("study", 1000).traceparent();

        assertThat(traceparent(record(Topics.PASSAGES, 1000L, "study#3"))).isEqualTo(study);
        assertThat(traceparent(record(Topics.ASSIGNMENTS, 1000L, "study#4"))).isEqualTo(study);
        assertThat(traceparent(record(Topics.ACTIVATIONS, 1000L, "study#3|weak|0123456789ab@2")))
                .isEqualTo(study);
        assertThat(traceparent(new ProducerRecord<>(
                        Topics.PASSAGES.name(), 2, 1000L, "study#3".getBytes(StandardCharsets.UTF_8), VALUE)))
                .isEqualTo(study);
        assertThat(traceparent(record(Topics.STEERING_VECTORS, 1000L, "crime|strong|native")))
                .isEqualTo(new TraceOrigin("crime|strong|native", 1000).traceparent());
    }

    @Test
    void theRestOfTheRecordStaysAndAFormerTraceGoes() {
        RecordHeaders former = new RecordHeaders();
        former.add("other", VALUE).add(TraceHeader.NAME, VALUE);
        var plain = new ProducerRecord<>(Topics.PASSAGES.name(), 2, 1000L, "study#3", VALUE, former);

        var traced = TraceHeader.on(plain);

        assertThat(traced.headers().headers(TraceHeader.NAME)).hasSize(1);
        assertThat(traced.headers().lastHeader("other").value()).isEqualTo(VALUE);
        assertThat(plain.headers().lastHeader(TraceHeader.NAME).value())
                .as("what was given is left alone")
                .isEqualTo(VALUE);
        assertThat(new ProducerRecord<>(
                        traced.topic(), traced.partition(), traced.timestamp(), traced.key(), traced.value()))
                .isEqualTo(new ProducerRecord<>(Topics.PASSAGES.name(), 2, 1000L, "study#3", VALUE));
    }

    @Test
    void whatIsOnNoJourneyHasNoHeader() {
        assertThat(traceparent(record(Topics.PASSAGES, 1000L, "own~story#0"))).isEmpty();
        assertThat(traceparent(record(Topics.PASSAGES, null, "study#3"))).isEmpty();
        assertThat(traceparent(record(Topics.PASSAGES, 1000L, null))).isEmpty();
        assertThat(traceparent(record(Topics.CONCEPTS, 1000L, "crime"))).isEmpty();
        assertThat(traceparent(record(Topics.DEAD_LETTERS, 1000L, "study#3"))).isEmpty();
        ProducerRecord<String, byte[]> tombstone =
                new ProducerRecord<>(Topics.PASSAGES.name(), null, 1000L, "study#3", (byte[]) null);
        assertThat(traceparent(tombstone)).isEmpty();
    }
}
