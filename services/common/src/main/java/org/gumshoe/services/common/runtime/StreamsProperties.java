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
 * Kafka Streams properties of a service: exactly once, static membership in the classic protocol of
 * groups, and a dead letter for each record that cannot be read or processed.
 */
public final class StreamsProperties {
    /**
     * A solver may compute for seconds in the middle of a transaction; with Streams' own limit of
     * ten seconds, a busy machine would fence its producer.
     */
    private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

    /** Records end the wait; without them a thread looks at its clock so often. */
    private static final int POLL_MILLIS = 250;

    private static final String CLASSIC = "classic";

    private StreamsProperties() {}

    /** The new protocol has neither static members nor timeouts of the client's choice (KIP-1071). */
    private static String groupProtocol(Settings settings) {
        return settings.get(
                "streams.group.protocol",
                CLASSIC,
                text -> {
                    if (!text.equals(CLASSIC) && !text.equals("streams")) throw new IllegalArgumentException(text);
                    return text;
                },
                "classic or streams");
    }

    private static int commitIntervalMillis(Settings settings) {
        return settings.getInt("commit.interval.ms", 1000);
    }

    /**
     * Returns overrides for a service behind the language models, which commits a quarter as often as others:
     * a transaction costs the same however little has come, and of what the models read nobody waits for a
     * single passage. What somebody waits for, such a service commits when it sends it.
     */
    public static Map<String, Object> behindModels(Settings settings) {
        return settings.kafka().containsKey(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)
                ? Map.of()
                : Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 4 * commitIntervalMillis(settings));
    }

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
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitIntervalMillis(settings));
        config.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
        config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.getInt("replication.factor", -1));
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        config.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        config.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
        config.put(DeadLetterHandler.SERVICE, service);
        String protocol = groupProtocol(settings);
        config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, protocol);
        if (protocol.equals(CLASSIC)) {
            config.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    service + "-" + settings.instance());
            Clients.MEMBERSHIP.forEach((key, value) -> config.put(StreamsConfig.consumerPrefix(key), value));
        }
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG), ArrivalTime.class.getName());
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), TRANSACTION_TIMEOUT_MILLIS);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), recordLimit);
        config.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), recordLimit);
        config.put(StreamsConfig.topicPrefix(TopicConfig.COMPRESSION_TYPE_CONFIG), "uncompressed");
        config.putAll(settings.kafka());
        config.putAll(overrides);
        return config;
    }
}
