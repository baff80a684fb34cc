// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * First processor of a topic in a topology, behind its source of bytes. It throws an {@link
 * UnreadableRecord}; Kafka Streams' own door, the deserializers, sees key and value apart. Headers
 * end here: no service reads them, and all that is made of a record would carry them on.
 */
final class Door<V> extends ContextualProcessor<String, byte[], String, V> {
    private final Topic<V> topic;

    Door(Topic<V> topic) {
        this.topic = topic;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        V value = topic.read(record.key(), record.value(), offset(context()));
        context().forward(record.withValue(value).withHeaders(new RecordHeaders()));
    }

    static long offset(ProcessingContext context) {
        return context.recordMetadata().map(RecordMetadata::offset).orElse(Long.MAX_VALUE);
    }
}
