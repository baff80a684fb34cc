// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.gumshoe.services.common.http.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sender of a request's records: it returns when Kafka has acknowledged all of them. */
public final class RecordSender {
    private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);

    private final Producer<String, byte[]> producer;
    private final BooleanSupplier away;

    /**
     * Creates a sender.
     *
     * @param away whether it is known that Kafka does not answer, so that nobody waits for it
     */
    public RecordSender(Producer<String, byte[]> producer, BooleanSupplier away) {
        this.producer = producer;
        this.away = away;
    }

    /**
     * Sends records.
     *
     * @throws Refusal with status 413 when a record is too large for Kafka, 503 when Kafka does not
     *     take it for another reason
     */
    public void send(Stream<ProducerRecord<String, byte[]>> records) {
        if (away.getAsBoolean()) {
            throw Refusal.until(
                    5, 503, "Kafka does not answer; nothing was sent. Send the request again when it is back.");
        }
        try {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.map(producer::send).forEach(sent::add);
            for (Future<RecordMetadata> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (KafkaException | IllegalStateException e) {
            throw refusal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.until(5, 503, "The gateway is ending; send the request again.");
        }
    }

    private static Refusal refusal(Throwable cause) {
        if (cause instanceof RecordTooLargeException) {
            return Refusal.of(413, "A record of this request is larger than Kafka takes: shorten it.");
        }
        LOG.warn("Kafka did not take the records of a request: {}", cause.toString());
        return Refusal.until(5, 503, "Kafka does not take records now; send the request again.");
    }
}
