// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;

/**
 * Factory of plain Kafka clients with Gumshoe's defaults: producers are idempotent and partition by
 * book, consumers read only committed records.
 */
public final class Clients {
    /** Consumer settings that decide how soon a dead member leaves its group. */
    public static final Map<String, Object> MEMBERSHIP =
            Map.of(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1500);

    /**
     * How long whoever follows the same partitions all the time waits for records: they end the wait, which is
     * long for the sake of the processors alone and costs nothing but the first answer after a change of
     * partitions.
     */
    public static final Duration FOLLOWING_TIMEOUT = Duration.ofSeconds(2);

    /** Consumer settings of such a follower: the broker waits as long. */
    static final Map<String, Object> FOLLOWING =
            Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FOLLOWING_TIMEOUT.toMillis());

    private Clients() {}

    /** @throws BadSettingsException when Kafka cannot use the settings under kafka. */
    public static Admin admin(Settings settings) {
        Map<String, Object> config = new HashMap<>();
        config.put("default.api.timeout.ms", 20_000);
        config.put("request.timeout.ms", 10_000);
        config.putAll(settings.kafka());
        try {
            return Admin.create(config);
        } catch (KafkaException e) {
            throw unusable(e);
        }
    }

    /** Says what is wrong; of a login, which holds a password, nothing is quoted. */
    private static BadSettingsException unusable(KafkaException e) {
        Throwable cause = e;
        while (cause.getCause() != null) cause = cause.getCause();
        String message = String.valueOf(cause.getMessage());
        String reason = message.contains("JAAS")
                ? "sasl.jaas.config is not of the form CLASS required NAME=\"VALUE\"…;"
                : message;
        return new BadSettingsException(
                "Kafka's client does not take its settings (" + reason
                        + "): change the settings kafka.* or their variables GUMSHOE_KAFKA_….",
                e);
    }

    /**
     * Makes a producer for one topic.
     *
     * @param transactionalId or null for a producer without transactions; with an id, the caller
     *     calls initTransactions
     */
    public static <V> KafkaProducer<String, V> producer(Settings settings, Topic<V> topic, String transactionalId) {
        return producer(settings, topic.values().serializer(), transactionalId);
    }

    /**
     * Makes a producer for several topics in one transaction; its records come from {@link
     * Topic#record}.
     */
    public static KafkaProducer<String, byte[]> producer(Settings settings, String transactionalId) {
        return producer(settings, new ByteArraySerializer(), transactionalId);
    }

    private static <V> KafkaProducer<String, V> producer(
            Settings settings, Serializer<V> values, String transactionalId) {
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, BookPartitioner.class.getName());
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.maxRequestBytes(settings));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        if (transactionalId == null) {
            // A partition that is just being made may refuse the first request and take a second;
            // then it refuses the first until the producer gives it up (KAFKA-15591, in 4.3.1). In
            // a transaction the second is refused too.
            config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        } else {
            config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        }
        config.putAll(settings.kafka());
        return new BoundedProducer<>(config, new StringSerializer(), values, settings);
    }

    /**
     * Makes a consumer for tools, which throws on bytes that it cannot decode. Services use {@link
     * #tolerant}.
     *
     * @param group or null for a consumer that assigns its partitions by hand and commits nothing
     */
    public static <V> KafkaConsumer<String, V> consumer(Settings settings, Topic<V> topic, String group) {
        return consumer(settings, topic.values().deserializer(), group, Map.of());
    }

    /** Makes a consumer of bytes that follows the partitions which it is given. */
    public static KafkaConsumer<String, byte[]> follower(Settings settings) {
        return consumer(settings, new ByteArrayDeserializer(), null, FOLLOWING);
    }

    /**
     * Makes a consumer that returns undecodable bytes as such, so that the service can send them to
     * the dead letters and continue.
     */
    public static <V> KafkaConsumer<String, DecodedValue<V>> tolerant(
            Settings settings, Topic<V> topic, String group, Map<String, Object> overrides) {
        return consumer(
                settings, DecodedValue.deserializer(topic.checkedValues().deserializer()), group, overrides);
    }

    private static <V> KafkaConsumer<String, V> consumer(
            Settings settings, Deserializer<V> values, String group, Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>(MEMBERSHIP);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, ArrivalTime.class.getName());
        if (group != null) {
            config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
            config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + settings.instance());
        }
        config.putAll(settings.kafka());
        config.putAll(overrides);
        return new KafkaConsumer<>(config, new StringDeserializer(), values);
    }
}
