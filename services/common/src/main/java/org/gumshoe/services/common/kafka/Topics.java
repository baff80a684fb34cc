// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalogue: every topic that flows between services, described once. */
public final class Topics {
    /**
     * Key of the record that closes a version of a matrix; it is written after its rows, in the
     * same transaction.
     */
    public static final String MANIFEST = "~manifest";

    public static final Topic<BookChunk> BOOKS = byBook("books", AvroSerde.of(BookChunk.class), Retention.KEEP);
    public static final Topic<Passage> PASSAGES = byBook("passages", AvroSerde.of(Passage.class), Retention.COMPACT);
    public static final Topic<SpecificRecord> TOPIC_MODEL =
            single("topic-model", AvroSerde.of(TopicModelRow.class, TopicModelManifest.class), Retention.COMPACT);
    public static final Topic<Concept> CONCEPTS = single("concepts", AvroSerde.of(Concept.class), Retention.COMPACT);
    public static final Topic<Assignment> ASSIGNMENTS =
            byBook("assignments", AvroSerde.of(Assignment.class), Retention.COMPACT);
    public static final Topic<LanguageModel> LANGUAGE_MODELS =
            single("language-models", AvroSerde.of(LanguageModel.class), Retention.COMPACT);
    public static final Topic<Activation> ACTIVATIONS =
            byBook("activations", AvroSerde.of(Activation.class), Retention.COMPACT);
    public static final Topic<SpecificRecord> STITCH_MAP =
            single("stitch-map", AvroSerde.of(StitchRow.class, StitchManifest.class), Retention.COMPACT);
    public static final Topic<SteeringVector> STEERING_VECTORS =
            single("steering-vectors", AvroSerde.of(SteeringVector.class), Retention.COMPACT);
    public static final Topic<RefinedScore> REFINED_SCORES =
            single("refined-scores", AvroSerde.of(RefinedScore.class), Retention.COMPACT);
    public static final Topic<StoryRequest> STORY_REQUESTS =
            single("story-requests", AvroSerde.of(StoryRequest.class), Retention.days(7));
    public static final Topic<StoryToken> STORIES =
            single("stories", AvroSerde.of(StoryToken.class), Retention.days(7));
    public static final Topic<RefinementMetric> REFINEMENT_METRICS =
            single("refinement-metrics", AvroSerde.of(RefinementMetric.class), Retention.KEEP);
    public static final Topic<byte[]> DEAD_LETTERS = single("dead-letters", Serdes.ByteArray(), Retention.KEEP);

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    private static final List<Topic<?>> ALL = List.of(
            BOOKS,
            PASSAGES,
            TOPIC_MODEL,
            CONCEPTS,
            ASSIGNMENTS,
            LANGUAGE_MODELS,
            ACTIVATIONS,
            STITCH_MAP,
            STEERING_VECTORS,
            REFINED_SCORES,
            STORY_REQUESTS,
            STORIES,
            REFINEMENT_METRICS,
            DEAD_LETTERS);

    private Topics() {}

    public static List<Topic<?>> all() {
        return ALL;
    }

    /**
     * Creates the topics that are missing and returns when the brokers know them all; those that
     * exist stay as they are, so that every service may call it at its start.
     *
     * @throws BadSettingsException when no broker answers, or a topic that exists has another shape
     */
    public static void create(Admin admin, Settings settings) {
        if (!BrokerProbe.at(settings.bootstrapServers())) {
            LOG.warn(
                    "No Kafka broker listens at {} yet; waiting for it. Start one (`gumshoe up`), or name another with"
                            + " --bootstrap-servers.",
                    settings.bootstrapServers());
        }
        var created = admin.createTopics(
                ALL.stream().map(topic -> topic.describe(settings)).toList());
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
        } catch (ExecutionException e) {
            throw refused(settings, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadSettingsException(
                    "Interrupted while topics were created at " + settings.bootstrapServers() + ".", e);
        }
    }

    /** A topic of another shape would lose what it should keep, or part the records of one book. */
    private static void check(Admin admin, Settings settings) throws InterruptedException, ExecutionException {
        var resources = ALL.stream()
                .collect(
                        Collectors.toMap(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), t -> t));
        var configs = admin.describeConfigs(resources.keySet()).all().get();
        var described = admin.describeTopics(ALL.stream().map(Topic::name).toList())
                .allTopicNames()
                .get();
        for (Topic<?> topic : ALL) {
            int partitions = described.get(topic.name()).partitions().size();
            int wanted = topic.partitions(settings);
            if (partitions != wanted) {
                throw new BadSettingsException("Topic " + topic.name() + " has " + partitions
                        + " partitions but should have " + wanted + ": "
                        + (topic.byBook() ? "start with GUMSHOE_PARTITIONS=" + partitions + " or " : "")
                        + "delete the topic to begin anew.");
            }
            var config = configs.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
            String policy = topic.cleanup().config().get("cleanup.policy");
            String found = config.get("cleanup.policy").value();
            if (!found.equals(policy)) {
                throw new BadSettingsException("Topic " + topic.name() + " has cleanup.policy " + found
                        + " but should have " + policy + ": alter it with kafka-configs, or delete the topic.");
            }
            String bytes = config.get("max.message.bytes").value();
            if (Long.parseLong(bytes) < settings.maxMessageBytes()) {
                throw new BadSettingsException("Topic " + topic.name() + " takes records of " + bytes
                        + " bytes but should take " + settings.maxMessageBytes()
                        + ": alter its max.message.bytes, or start with GUMSHOE_MAX_MESSAGE_BYTES=" + bytes + ".");
            }
        }
    }

    private static BadSettingsException refused(Settings settings, Throwable cause) {
        String servers = settings.bootstrapServers();
        String what = cause instanceof TimeoutException
                ? "No Kafka broker answers at " + servers
                : "Kafka at " + servers + " creates no topics (" + cause.getMessage() + ")";
        return new BadSettingsException(what + ": start one, or name another with --bootstrap-servers.", cause);
    }

    /**
     * Brokers hear of a new topic a little after the controller: a Streams service that starts in
     * between would not find its source.
     */
    private static void awaitVisible(Admin admin) throws InterruptedException, ExecutionException {
        var names = ALL.stream().map(Topic::name).collect(Collectors.toSet());
        for (int attempt = 0; ; attempt++) {
            try {
                admin.describeTopics(names).allTopicNames().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || attempt == 100) throw e;
                Thread.sleep(100);
            }
        }
    }

    private static <V> Topic<V> byBook(String name, Serde<V> values, Retention cleanup) {
        return new Topic<>(name, values, cleanup, true);
    }

    private static <V> Topic<V> single(String name, Serde<V> values, Retention cleanup) {
        return new Topic<>(name, values, cleanup, false);
    }
}
