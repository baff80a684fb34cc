// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka.admin;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Administration of the topics on a broker: creates those that are missing and checks those that
 * exist.
 */
public final class TopicAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final int VISIBLE_ATTEMPTS = 100;
    private static final int VISIBLE_RETRY_MILLIS = 100;

    private TopicAdmin() {}

    /** Does the same as {@link #create(Admin, Settings)}, with an admin client of its own. */
    public static void create(Settings settings) {
        try (Admin admin = Clients.admin(settings)) {
            create(admin, settings);
        }
    }

    /**
     * Creates the topics that are missing and returns when the brokers know them all. Existing
     * topics are checked and never altered, so that every service may call this when it starts.
     *
     * @throws BadSettingsException when no broker answers, or when an existing topic has other
     *     partitions, another cleanup policy or a smaller record limit than it needs
     */
    public static void create(Admin admin, Settings settings) {
        if (!BrokerProbe.at(settings.bootstrapServers())) {
            LOG.warn(
                    "No Kafka broker listens at {} yet; waiting for it. Start one (`gumshoe up`), or name another with"
                            + " --bootstrap-servers.",
                    settings.bootstrapServers());
        }
        var created = admin.createTopics(
                Topics.all().stream().map(topic -> topic.describe(settings)).toList());
        try {
            for (var result : created.values().values()) {
                try {
                    result.get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) throw e;
                }
            }
            awaitVisible(admin);
            check(admin, settings);
            register();
        } catch (ExecutionException e) {
            throw refused(settings, "make or check its topics", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadSettingsException(
                    "Interrupted while topics were created at " + settings.bootstrapServers() + ".", e);
        }
    }

    private static void register() {
        try {
            Topics.all().forEach(Topic::register);
        } catch (UncheckedIOException e) {
            throw new BadSettingsException(e.getCause().getMessage(), e);
        }
    }

    /**
     * Waits until the brokers know every topic. They learn of a new topic a little after the
     * controller, and a Streams application that starts in between does not find its source.
     */
    private static void awaitVisible(Admin admin) throws InterruptedException, ExecutionException {
        var names = Topics.all().stream().map(Topic::name).collect(Collectors.toSet());
        for (int attempt = 0; ; attempt++) {
            try {
                admin.describeTopics(names).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                boolean unknown = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!unknown || attempt == VISIBLE_ATTEMPTS) throw e;
                Thread.sleep(VISIBLE_RETRY_MILLIS);
            }
        }
    }

    private static void check(Admin admin, Settings settings) throws InterruptedException, ExecutionException {
        List<Topic<?>> topics = Topics.all();
        var configs = admin.describeConfigs(
                        topics.stream().map(TopicAdmin::resource).toList())
                .all()
                .get();
        var descriptions = admin.describeTopics(topics.stream().map(Topic::name).toList())
                .allTopicNames()
                .get();
        for (Topic<?> topic : topics) {
            checkPartitions(topic, descriptions.get(topic.name()).partitions().size(), settings);
            checkCleanupPolicy(topic, configs.get(resource(topic)));
            checkRecordLimit(topic, configs.get(resource(topic)), settings);
            warnOfCompression(topic, configs.get(resource(topic)));
        }
    }

    private static ConfigResource resource(Topic<?> topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    /** With another number of partitions, one book's records would lie in different partitions. */
    private static void checkPartitions(Topic<?> topic, int actual, Settings settings) {
        int expected = topic.partitions(settings);
        if (actual != expected) {
            throw new BadSettingsException("Topic " + topic.name() + " has " + actual + " partitions but should have "
                    + expected + ": " + (topic.byBook() ? "start with GUMSHOE_PARTITIONS=" + actual + " or " : "")
                    + "delete the topic to begin anew.");
        }
    }

    /** With another cleanup policy, a topic would lose records that it should keep. */
    private static void checkCleanupPolicy(Topic<?> topic, Config config) {
        String expected = topic.cleanup().config().get("cleanup.policy");
        String actual = config.get("cleanup.policy").value();
        if (!actual.equals(expected)) {
            throw new BadSettingsException("Topic " + topic.name() + " has cleanup.policy " + actual
                    + " but should have " + expected + ": alter it with kafka-configs, or delete the topic.");
        }
    }

    private static void checkRecordLimit(Topic<?> topic, Config config, Settings settings) {
        String bytes = config.get("max.message.bytes").value();
        if (Long.parseLong(bytes) < settings.maxMessageBytes()) {
            throw new BadSettingsException("Topic " + topic.name() + " takes records of " + bytes
                    + " bytes but should take " + settings.maxMessageBytes()
                    + ": alter its max.message.bytes, or start with GUMSHOE_MAX_MESSAGE_BYTES=" + bytes + ".");
        }
    }

    /** The limit of a record would be that of its compressed bytes. */
    private static void warnOfCompression(Topic<?> topic, Config config) {
        if (!config.get("compression.type").value().equals("uncompressed")) {
            LOG.warn(
                    "Topic {} has compression.type {}, so a record of some kilobytes can fill the memory of all"
                            + " readers: alter it to uncompressed with kafka-configs.",
                    topic.name(),
                    config.get("compression.type").value());
        }
    }

    /** @param what this client wanted to do */
    static BadSettingsException refused(Settings settings, String what, Throwable cause) {
        String servers = settings.bootstrapServers();
        return new BadSettingsException(
                switch (cause) {
                    case TimeoutException _ ->
                        "No Kafka broker answers at " + servers
                                + ": start one, or name another with --bootstrap-servers.";
                    case AuthenticationException _ ->
                        "Kafka at " + servers + " does not let this client in (" + cause.getMessage()
                                + "): set GUMSHOE_KAFKA_SECURITY_PROTOCOL, GUMSHOE_KAFKA_SASL_JAAS_CONFIG and the "
                                + "like to what it asks for.";
                    case AuthorizationException _ ->
                        "Kafka at " + servers + " does not allow this client to " + what + " (" + cause.getMessage()
                                + "): allow it what `gumshoe acls` lists.";
                    default ->
                        "Kafka at " + servers + " does not let this client " + what + " (" + cause.getMessage()
                                + "): mend it, or name another with --bootstrap-servers.";
                },
                cause);
    }
}
