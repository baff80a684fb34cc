// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;

/**
 * HTTP gateway for people and programs that do not speak Kafka: it takes books and story requests,
 * and gives vectors, metrics and stories. It listens on {@code gateway.port}; health and metrics of
 * the process are on {@code port}, as for every service.
 */
public final class GatewayService implements Service {
    public static final String NAME = "gateway";

    /** Requests can make up concepts, each of which has metrics. */
    private static final int METRICS = 2000;

    private final Settings settings;
    private final ProcessMetrics processMetrics;
    private final RefinementGauges refinementGauges;
    private final HttpGuard guard;
    private LagGauges lagGauges;
    private GatewayServer server;
    private KafkaProducer<String, byte[]> producer;
    private TopicTable<SteeringVector> vectors;
    private TopicTable<RefinementMetric> metrics;
    private TopicTable<StoryToken> stories;

    private GatewayService(Settings settings, ProcessMetrics processMetrics) {
        this.settings = settings;
        this.processMetrics = processMetrics;
        refinementGauges = new RefinementGauges(processMetrics.registry(), METRICS);
        guard = HttpGuard.of(settings);
    }

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new GatewayService(settings, metrics);
    }

    /** Permissions of the service; it also looks at how far every group is, in internal topics too. */
    public static ServiceAccess access() {
        return ServiceAccess.of(NAME)
                .reads(Topics.STEERING_VECTORS, Topics.REFINEMENT_METRICS, Topics.STORIES)
                .writes(Topics.BOOKS, Topics.STORY_REQUESTS)
                .onNamesFrom(ResourceType.GROUP, "gumshoe-", AclOperation.DESCRIBE)
                .onNamesFrom(ResourceType.TOPIC, "gumshoe-", AclOperation.DESCRIBE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        producer = Clients.producer(settings, (String) null);
        lagGauges = new LagGauges(Clients.admin(settings), processMetrics.registry());
        vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
        metrics = new TopicTable<>(settings, Topics.REFINEMENT_METRICS, refinementGauges::set, METRICS);
        GatewayServer opened = new GatewayServer(settings, guard, producer, vectors.view(), metrics.view());
        stories = TopicTable.following(settings, Topics.STORIES, (key, token) -> {
            if (token != null) {
                opened.send(token);
            }
        });
        server = opened;
    }

    /** Port on which the gateway listens. */
    public int port() {
        return server.port();
    }

    @Override
    public boolean ready() {
        return server != null
                && vectors.caughtUp()
                && metrics.caughtUp()
                && stories.caughtUp()
                && trouble().isEmpty();
    }

    @Override
    public String state() {
        return server == null ? "not started" : trouble().orElse("listening on " + server.port());
    }

    private Optional<String> trouble() {
        return Stream.of(vectors, metrics, stories)
                .flatMap(table -> table.failure().stream())
                .map(Faults::sentence)
                .findFirst();
    }

    @Override
    public void close() {
        if (server == null) {
            return;
        }
        server.close();
        lagGauges.close();
        stories.close();
        metrics.close();
        vectors.close();
        producer.close(Duration.ofSeconds(10));
        server = null;
    }
}
