// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.traces.Traces;

/**
 * Producer that refuses a record which is too large for its topic before Kafka's own check. Kafka's
 * own refusal would spoil the whole transaction (KAFKA-15259), so that one such record would stop
 * its partition for good. Where traces are wanted, records go with a {@link TraceHeader}.
 *
 * @param <K> bytes or text
 * @param <V> bytes; values of other types are left to Kafka's check
 */
public class BoundedProducer<K, V> extends KafkaProducer<K, V> {
    /** Upper bound of what a batch adds to the bytes of its only record. */
    private static final int OVERHEAD_BYTES = 256;

    private final Settings settings;
    private final boolean traced;

    public BoundedProducer(Map<String, Object> config, Serializer<K> keys, Serializer<V> values, Settings settings) {
        super(config, keys, values);
        this.settings = settings;
        traced = Traces.areWanted(settings);
    }

    /** @throws RecordTooLargeException when the record is too large; nothing was sent then */
    @Override
    public Future<RecordMetadata> send(ProducerRecord<K, V> record, Callback callback) {
        ProducerRecord<K, V> sent = traced ? TraceHeader.on(record) : record;
        int size = size(sent);
        int limit = Topics.maxMessageBytes(record.topic(), settings);
        if (size > limit) {
            throw new RecordTooLargeException("A record for topic " + record.topic() + " has " + size
                    + " bytes, and the topic takes at most " + limit
                    + ": send less at once, or raise max.message.bytes.");
        }
        return super.send(sent, callback);
    }

    /** Returns whether a record is small enough for its topic. */
    public static boolean takes(ProducerRecord<?, ?> record, Settings settings) {
        return size(record) <= Topics.maxMessageBytes(record.topic(), settings);
    }

    private static int size(ProducerRecord<?, ?> record) {
        int size = OVERHEAD_BYTES + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += 3 * header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(Object value) {
        return value instanceof byte[] bytes ? bytes.length : value instanceof String text ? Utils.utf8Length(text) : 0;
    }
}
