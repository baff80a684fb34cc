// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.lm.served.ServerSettings;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.KeptVectors;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.ThreadService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that writes stories token by token. Waiting requests are written as one batch, since a
 * batch reads the weights once; later requests join it ({@link RunningBatch}). Tokens are visible
 * at once, and a request is committed after its last token, together with the dead letter that it
 * may have. After a crash in between, the same story is written again (the sampler is seeded), and
 * the tokens' indices make the repetition harmless.
 */
public final class StoriesService extends ThreadService {
    public static final String NAME = "stories";
    private static final Logger LOG = LoggerFactory.getLogger(StoriesService.class);

    private static final String GROUP = "gumshoe-" + NAME;

    private final Settings settings;
    private final ProcessMetrics metrics;

    private StoriesService(Settings settings, ProcessMetrics metrics) {
        super(NAME, settings, "starting");
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * Creates the service.
     *
     * @throws org.gumshoe.BadInputException when the settings of servers are unusable
     */
    public static Service create(Settings settings, ProcessMetrics metrics) {
        for (ModelRole role : ModelRole.values()) {
            ServerSettings.of(role.wireName(), settings::get);
        }
        return new StoriesService(settings, metrics);
    }

    /** Permissions of the service. */
    public static ServiceAccess access() {
        return ServiceAccess.of(NAME)
                .reads(Topics.STORY_REQUESTS, Topics.STEERING_VECTORS, Topics.LANGUAGE_MODELS)
                .writes(Topics.STORIES, Topics.PASSAGES, Topics.DEAD_LETTERS)
                .group(GROUP)
                .transactions(GROUP);
    }

    @Override
    protected void work() throws InterruptedException {
        int most = settings.getInt("stories.batch", 8);
        Map<String, Object> batch = Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                most,
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                settings.getInt("stories.patience.ms", 1_800_000),
                // partitions that stay here are not read again after a rebalance
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class));
        KeptVectors former = new KeptVectors();
        try (TopicTable<ModelAnnouncement> models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS);
                TopicTable<SteeringVector> vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS, former::add);
                KafkaProducer<String, byte[]> answers = Clients.producer(settings, (String) null);
                KafkaProducer<String, byte[]> letters = Clients.producer(settings, GROUP + "-" + settings.instance());
                // closed first, since it commits once more when it leaves its partitions
                KafkaConsumer<String, DecodedValue<StoryRequest>> consumer =
                        Clients.tolerant(settings, Topics.STORY_REQUESTS, GROUP, batch)) {
            letters.initTransactions();
            ready(models.awaitCaughtUp(Duration.ofSeconds(60)) && vectors.awaitCaughtUp(Duration.ofSeconds(60)));
            KafkaClientMetrics meters = metrics.bind(NAME, consumer);
            try (StoryWriter writer = new StoryWriter(
                    consumer,
                    answers,
                    letters,
                    models.view(),
                    vectors.view(),
                    former,
                    role -> ServerSettings.of(role, settings::get),
                    most,
                    this::closed,
                    this::state)) {
                consumer.subscribe(List.of(Topics.STORY_REQUESTS.name()), writer.rebalances());
                while (!closed()) {
                    writer.poll(Duration.ofMillis(200));
                    succeeded();
                    hinder(VectorFit.misfit(models.view(), vectors.view()).orElse(""));
                    writer.answer();
                }
            } finally {
                meters.close();
            }
        } catch (TokenSink.Stopped e) {
            LOG.info("{} ends in the middle of a story; it is written again at the next start", NAME);
        }
    }
}
