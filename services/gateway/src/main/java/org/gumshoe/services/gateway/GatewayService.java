// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.flow.FlowHistory;
import org.gumshoe.services.common.flow.Stages;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.gumshoe.services.gateway.view.FlowSampler;
import org.gumshoe.services.gateway.view.HistoryRoom;
import org.gumshoe.services.gateway.view.LetterList;
import org.gumshoe.services.gateway.view.RecordReader;
import org.gumshoe.services.gateway.view.TopicFeed;
import org.gumshoe.services.gateway.view.ViewUpdater;
import org.gumshoe.services.gateway.view.Views;

/**
 * Gateway for people and programs that do not speak Kafka: it serves the page, takes books, concepts
 * and story requests, and gives what the topics hold. It listens on {@code gateway.port}; health and
 * metrics of the process are on {@code port}, as for every service.
 */
public final class GatewayService implements Service {
    public static final String NAME = "gateway";

    /** Requests can make up concepts, each of which has metrics. */
    private static final int METRICS = 2000;

    private static final int VECTORS = 500;

    private final Settings settings;
    private final ProcessMetrics processMetrics;
    private final RefinementGauges refinementGauges;
    private final VectorGauges vectorGauges;
    private final HttpGuard guard;
    private FlowGauges flowGauges;
    private GatewayServer server;
    private KafkaProducer<String, byte[]> producer;
    private RecordReader reader;
    private FlowSampler sampler;
    private List<TopicFeed> feeds = List.of();

    private GatewayService(Settings settings, ProcessMetrics processMetrics) {
        this.settings = settings;
        this.processMetrics = processMetrics;
        refinementGauges = new RefinementGauges(processMetrics.registry(), METRICS);
        vectorGauges = new VectorGauges(processMetrics.registry(), VECTORS);
        guard = HttpGuard.of(settings);
    }

    public static Service create(Settings settings, ProcessMetrics metrics) {
        return new GatewayService(settings, metrics);
    }

    /**
     * Permissions of the service. It also looks at how far every group is, in internal topics too. Of what
     * it writes, models are set, and dead letters' records sent again.
     */
    public static ServiceAccess access() {
        return ServiceAccess.of(NAME)
                .reads(Topics.all().toArray(Topic<?>[]::new))
                .writes(LetterList.SENT_AGAIN.toArray(Topic<?>[]::new))
                .onNamesFrom(ResourceType.GROUP, "gumshoe-", AclOperation.DESCRIBE)
                .onNamesFrom(ResourceType.TOPIC, "gumshoe-", AclOperation.DESCRIBE)
                // how large the stores' changelogs are
                .onCluster(AclOperation.DESCRIBE);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        producer = Clients.producer(settings, (String) null);
        reader = new RecordReader(settings);
        flowGauges = new FlowGauges(processMetrics.registry());
        Views views = Views.empty(HistoryRoom.of(settings));
        GatewayServer opened = new GatewayServer(settings, guard, producer, views, reader);
        ViewUpdater updater = new ViewUpdater(views, opened::changed);
        feeds = List.of(
                new TopicFeed("science", settings, ViewUpdater.SCIENCE, TopicFeed.Reading.EVERYTHING, record -> {
                    updater.apply(record);
                    gauge(record);
                }),
                new TopicFeed("texts", settings, ViewUpdater.TEXTS, TopicFeed.Reading.EVERYTHING, updater::apply),
                new TopicFeed("keys", settings, ViewUpdater.KEYS, TopicFeed.Reading.NEW_KEYS, updater::apply));
        sampler = new FlowSampler(settings, views.broker(), opened::send, (at, ends, lags) -> {
            FlowHistory.FlowSample sample = views.flow().add(at, ends, Stages.inForce(lags, views.models()));
            flowGauges.set(sample);
            opened.send("flow", sample);
        });
        server = opened;
    }

    private void gauge(FeedRecord record) {
        if (record.topic().equals(Topics.REFINEMENT_METRICS.name())) {
            refinementGauges.set(record.key(), (RefinementMetric) record.value());
        } else if (record.topic().equals(Topics.STEERING_VECTORS.name())) {
            vectorGauges.set(record.key(), (SteeringVector) record.value(), record.timestamp());
        }
    }

    /** Port on which the gateway listens. */
    public int port() {
        return server.port();
    }

    /** Ready once the science is read; the texts of a large library may take longer. */
    @Override
    public boolean ready() {
        return server != null && feeds.getFirst().caughtUp() && trouble().isEmpty();
    }

    @Override
    public String state() {
        return server == null ? "not started" : trouble().orElse("listening on " + server.port());
    }

    private Optional<String> trouble() {
        return feeds.stream()
                .flatMap(feed -> feed.failure().stream())
                .map(Faults::sentence)
                .findFirst();
    }

    @Override
    public void close() {
        if (server == null) {
            return;
        }
        server.close();
        sampler.close();
        feeds.forEach(TopicFeed::close);
        reader.close();
        producer.close(Duration.ofSeconds(10));
        server = null;
    }
}
