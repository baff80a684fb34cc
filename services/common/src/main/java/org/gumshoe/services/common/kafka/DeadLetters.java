// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer of dead letters: records that could not be processed, kept with the reason. It uses the
 * headers that Kafka Streams writes (KIP-1034), so that one reader understands the dead letters of
 * all services.
 */
public final class DeadLetters {
    public static final String EXCEPTION = "__streams.errors.exception";
    public static final String MESSAGE = "__streams.errors.message";
    public static final String STACKTRACE = "__streams.errors.stacktrace";
    public static final String TOPIC = "__streams.errors.topic";
    public static final String PARTITION = "__streams.errors.partition";
    public static final String OFFSET = "__streams.errors.offset";
    /** Gumshoe's own header: the service that could not process the record. */
    public static final String SERVICE = "gumshoe.service";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private DeadLetters() {}

    /**
     * Sends a record to the dead letters as it was read, inside the transaction when the producer
     * is in one.
     */
    public static <V> void send(
            Producer<String, byte[]> producer,
            ConsumerRecord<String, DecodedValue<V>> record,
            Exception error,
            String service) {
        LOG.warn(
                "{}: {}-{} at {} goes to the dead letters: {}",
                service,
                record.topic(),
                record.partition(),
                record.offset(),
                error.getMessage());
        byte[] bytes = record.value() == null ? null : record.value().bytes();
        var headers = headers(error, service, record.topic(), record.partition(), record.offset());
        producer.send(new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, record.key(), bytes, headers));
    }

    /** Returns the headers of a dead letter. */
    public static Headers headers(Exception error, String service, String topic, int partition, long offset) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        Headers headers = new RecordHeaders();
        add(headers, EXCEPTION, error.getClass().getName());
        add(headers, MESSAGE, String.valueOf(error.getMessage()));
        add(headers, STACKTRACE, trace.toString());
        add(headers, TOPIC, topic);
        add(headers, PARTITION, Integer.toString(partition));
        add(headers, OFFSET, Long.toString(offset));
        add(headers, SERVICE, service);
        return headers;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
