// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.faults.LetterRate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer of dead letters: records that could not be processed, kept with the reason. It uses the
 * headers that Kafka Streams writes (KIP-1034), so that one reader understands the dead letters of
 * all services. A letter is limited in size whatever the record holds, and each client in the
 * letters that it writes at a time.
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
    /** Gumshoe's own header, of a value that was too large for a letter: its length in bytes. */
    public static final String CUT_FROM = "gumshoe.cut-from";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private static final int KEY_BYTES = 1 << 10;
    private static final int VALUE_BYTES = 1 << 20;
    private static final int TRACE_CHARACTERS = 8 << 10;

    /** Limit of a letter with its headers. */
    static final int LETTER_BYTES = VALUE_BYTES + (64 << 10);

    private final String service;
    private final LetterRate rate = new LetterRate();

    /** @param service name of the service that could not process the records */
    public DeadLetters(String service) {
        this.service = service;
    }

    /** Makes the letter of a record as it was read, and logs it; waits when there are too many. */
    public <V> ProducerRecord<String, byte[]> letter(ConsumerRecord<String, DecodedValue<V>> record, Throwable error) {
        ProducerRecord<byte[], byte[]> letter = letter(
                record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                record.value() == null ? null : record.value().bytes(),
                error,
                record.topic(),
                record.partition(),
                record.offset());
        String key = letter.key() == null ? null : new String(letter.key(), StandardCharsets.UTF_8);
        return new ProducerRecord<>(letter.topic(), null, key, letter.value(), letter.headers());
    }

    /**
     * Makes a letter, and logs that the record becomes one; waits when there are too many.
     *
     * @param key of the record, or null; beyond a kilobyte it is cut
     * @param value of the record, or null; beyond a megabyte it is cut, and a header tells the
     *     length
     * @param topic of the record; null for a failure that no single record has caused
     */
    public ProducerRecord<byte[], byte[]> letter(
            byte[] key, byte[] value, Throwable error, String topic, int partition, long offset) {
        rate.await();
        LOG.warn(
                "{}: {}-{} at {} goes to the dead letters: {}",
                service,
                topic,
                partition,
                offset,
                Faults.sentence(error));
        LOG.debug("the dead letter's exception", error);
        Headers headers = headers(error, service, topic, partition, offset);
        if (value != null && value.length > VALUE_BYTES) {
            add(headers, CUT_FROM, Integer.toString(value.length));
        }
        return new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(), null, cut(key, KEY_BYTES), cut(value, VALUE_BYTES), headers);
    }

    /** Returns the headers of a dead letter. */
    public static Headers headers(Throwable error, String service, String topic, int partition, long offset) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        Headers headers = new RecordHeaders();
        add(headers, EXCEPTION, error.getClass().getName());
        add(headers, MESSAGE, Faults.sentence(error));
        add(headers, STACKTRACE, VisibleText.cut(trace.toString(), TRACE_CHARACTERS));
        add(headers, TOPIC, topic == null ? "" : topic);
        add(headers, PARTITION, Integer.toString(partition));
        add(headers, OFFSET, Long.toString(offset));
        add(headers, SERVICE, service);
        return headers;
    }

    /**
     * Returns the record that a letter is about; empty where it cannot be sent again, because the
     * letter is cut, has no key or value, is larger than its topic takes, or does not name a topic of
     * Gumshoe. Anybody who may write to the dead letters writes their headers.
     */
    public static Optional<ProducerRecord<String, byte[]>> original(
            String keyOrNull, byte[] valueOrNull, Headers headers, Settings settings) {
        String topic = header(headers, TOPIC);
        boolean ours = Topics.named(topic)
                .filter(known -> known != Topics.DEAD_LETTERS)
                .isPresent();
        if (!ours
                || keyOrNull == null
                || valueOrNull == null
                || !header(headers, CUT_FROM).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ProducerRecord<>(topic, keyOrNull, valueOrNull))
                .filter(record -> BoundedProducer.takes(record, settings));
    }

    /** Returns a header of a letter as text; empty where it has none. */
    public static String header(ConsumerRecord<?, ?> letter, String name) {
        return header(letter.headers(), name);
    }

    /** Returns one of a letter's headers as text; empty where it has none. */
    public static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] cut(byte[] bytes, int limit) {
        return bytes == null || bytes.length <= limit ? bytes : Arrays.copyOf(bytes, limit);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
