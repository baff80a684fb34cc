// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.UnreadableRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handler of everything that goes wrong with a record in a topology: a fault of the record becomes
 * one dead letter in the same transaction, and the stream goes on. A fault of the surroundings ends
 * the stream thread, which begins anew with the same record after a pause.
 *
 * <p>Several services read one topic. A record that cannot be read is the same for all of them, so
 * only the topic's keeper writes the letter.
 */
public final class DeadLetterHandler
        implements DeserializationExceptionHandler, ProcessingExceptionHandler, ProductionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterHandler.class);

    /** Name under which the configuration carries the name of the service. */
    static final String SERVICE = "gumshoe.service";

    private String service = "";
    private DeadLetters letters = new DeadLetters(service);

    @Override
    public void configure(Map<String, ?> configs) {
        service = configs.get(SERVICE) instanceof String name ? name : "";
        letters = new DeadLetters(service);
    }

    /** Of a topic between the parts of a service, whose bytes are corrupt. */
    @Override
    public DeserializationExceptionHandler.Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception error) {
        return DeserializationExceptionHandler.Response.resume(letter(context, record.key(), record.value(), error));
    }

    @Override
    public ProcessingExceptionHandler.Response handleError(
            ErrorHandlerContext context, Record<?, ?> record, Exception error) {
        if (error instanceof UnreadableRecord && !Topics.isKeptBy(context.topic(), service)) {
            LOG.debug("{}-{} at {} is skipped: {}", context.topic(), context.partition(), context.offset(), error);
            return ProcessingExceptionHandler.Response.resume();
        }
        return Faults.isOfRecord(error)
                ? ProcessingExceptionHandler.Response.resume(
                        letter(context, context.sourceRawKey(), context.sourceRawValue(), error))
                : ProcessingExceptionHandler.Response.fail();
    }

    @Override
    public ProductionExceptionHandler.Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception error) {
        return isLetter(record) || !Faults.isOfRecord(error)
                ? ProductionExceptionHandler.Response.fail()
                : ProductionExceptionHandler.Response.resume(
                        letter(context, context.sourceRawKey(), context.sourceRawValue(), error));
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kafka declares it
    public ProductionExceptionHandler.Response handleSerializationError(
            ErrorHandlerContext context, ProducerRecord record, Exception error, SerializationExceptionOrigin origin) {
        return ProductionExceptionHandler.Response.resume(
                letter(context, context.sourceRawKey(), context.sourceRawValue(), error));
    }

    private static boolean isLetter(ProducerRecord<?, ?> record) {
        return record.topic().equals(Topics.DEAD_LETTERS.name());
    }

    private List<ProducerRecord<byte[], byte[]>> letter(
            ErrorHandlerContext context, byte[] key, byte[] value, Exception error) {
        return List.of(letters.letter(key, value, error, context.topic(), context.partition(), context.offset()));
    }
}
