// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.common.traces.TraceOrigin;

/**
 * Header {@code traceparent} (W3C Trace Context) of the records about a book's passages and of
 * vectors. It follows from key and timestamp, so it is made where a record is sent, and no
 * processor has to carry it.
 */
final class TraceHeader {
    static final String NAME = "traceparent";

    private static final Set<String> OF_PASSAGES =
            Set.of(Topics.PASSAGES.name(), Topics.ASSIGNMENTS.name(), Topics.ACTIVATIONS.name());

    private TraceHeader() {}

    /** Returns a record with the header; one that belongs to no trace is returned as it is. */
    static <K, V> ProducerRecord<K, V> on(ProducerRecord<K, V> record) {
        return origin(record).map(origin -> with(record, origin.traceparent())).orElse(record);
    }

    /** A tombstone belongs to none: a book that goes is not on its way. */
    private static Optional<TraceOrigin> origin(ProducerRecord<?, ?> record) {
        if (record.timestamp() == null || record.value() == null || record.key() == null) {
            return Optional.empty();
        }
        String key = text(record.key());
        if (record.topic().equals(Topics.STEERING_VECTORS.name())) {
            return Optional.of(new TraceOrigin(key, record.timestamp()));
        }
        return OF_PASSAGES.contains(record.topic()) && !GeneratedTexts.isOwn(key)
                ? Optional.of(new TraceOrigin(BookPartitioner.book(key), record.timestamp()))
                : Optional.empty();
    }

    private static String text(Object key) {
        return key instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : key.toString();
    }

    private static <K, V> ProducerRecord<K, V> with(ProducerRecord<K, V> record, String traceparent) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        headers.remove(NAME).add(NAME, traceparent.getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), headers);
    }
}
