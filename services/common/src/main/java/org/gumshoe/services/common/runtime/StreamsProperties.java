// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.ArrivalTime;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Kafka Streams properties of a service: exactly once, static membership, and a dead letter for
 * each record that cannot be read or processed.
 */
public final class StreamsProperties {
    /**
     * A solver may compute for seconds in the middle of a transaction; with Streams' own limit of
     * ten seconds, a busy machine would fence its producer.
     */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

    private StreamsProperties() {}

    /**
     * Builds the properties; Kafka settings of the user override the defaults.
     *
     * @param service name of the service; the application id is "gumshoe-" and the name
     * @param overrides properties in which this service differs from all others
     */
    public static Properties of(String service, Settings settings, Map<String, Object> overrides) {
        int recordLimit = Topics.maxRequestBytes(settings);
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "gumshoe-" + service);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.getInt("streams.threads", 1));
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.getInt("commit.interval.ms", 1000));
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.getInt("replication.factor", -1));
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        config.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        config.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
        config.put(DeadLetterHandler.SERVICE, service);
        config.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                service + "-" + settings.instance());
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG), ArrivalTime.class.getName());
        Clients.MEMBERSHIP.forEach((key, value) -> config.put(StreamsConfig.consumerPrefix(key), value));
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MILLIS);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), recordLimit);
        config.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), recordLimit);
        config.put(StreamsConfig.topicPrefix(TopicConfig.COMPRESSION_TYPE_CONFIG), "uncompressed");
        config.putAll(settings.kafka());
        config.putAll(overrides);
        return config;
    }
}
