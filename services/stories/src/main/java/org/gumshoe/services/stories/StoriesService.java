// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.kit.Clients;
import org.gumshoe.services.kit.Decoded;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Table;
import org.gumshoe.services.kit.ThreadService;
import org.gumshoe.services.kit.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes stories, token by token. Requests that wait together are written together, since a batch reads the weights once, and one that comes
 * later joins them ({@link RunningBatch}). Tokens are visible as they come and the request is committed after its last: a crash in between writes the same story again (the sampler is seeded), and a token's index makes
 * the repetition harmless.
 */
public final class StoriesService extends ThreadService {
    public static final String NAME = "stories";
    private static final Logger LOG = LoggerFactory.getLogger(StoriesService.class);

    private static final String IDLE = "waiting for requests";

    private final Settings settings;
    private final Metrics metrics;
    private final Writers writers = new Writers();

    private StoriesService(Settings settings, Metrics metrics) {
        super(NAME, settings, "starting");
        this.settings = settings;
        this.metrics = metrics;
    }

    public static Service create(Settings settings, Metrics metrics) {
        return new StoriesService(settings, metrics);
    }

    @Override
    protected void work() throws InterruptedException {
        Map<String, Object> batch = Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                settings.getInt("stories.batch", 8),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                settings.getInt("stories.patience.ms", 1_800_000));
        try (Table<org.gumshoe.schemas.LanguageModel> models = new Table<>(settings, Topics.LANGUAGE_MODELS);
                Table<SteeringVector> vectors = new Table<>(settings, Topics.STEERING_VECTORS);
                KafkaConsumer<String, Decoded<StoryRequest>> consumer =
                        Clients.tolerant(settings, Topics.STORY_REQUESTS, "gumshoe-stories", batch);
                KafkaProducer<String, byte[]> producer = Clients.producer(settings, (String) null)) {
            metrics.bind(NAME, consumer);
            consumer.subscribe(List.of(Topics.STORY_REQUESTS.name()));
            ready(models.awaitCaughtUp(Duration.ofSeconds(60)) && vectors.awaitCaughtUp(Duration.ofSeconds(60)));
            state(IDLE);
            Requests requests = new Requests(consumer, producer);
            TokenSink sink = new TokenSink(producer, this::closed);
            while (!closed()) {
                requests.poll(Duration.ofMillis(200));
                if (!requests.waiting().isEmpty()) {
                    write(requests, models.view(), vectors.view(), sink);
                }
                if (requests.settled()) {
                    sink.flush();
                    requests.commit();
                }
            }
        } catch (TokenSink.Stopped e) {
            LOG.info("{} ends in the middle of a story; it is written again at the next start", NAME);
        } finally {
            writers.close();
        }
    }

    /** Stories of the model that the first request wants, with all that come meanwhile. */
    private void write(
            Requests requests,
            Map<String, org.gumshoe.schemas.LanguageModel> models,
            Map<String, SteeringVector> vectors,
            TokenSink sink) {
        Requests.Request first = requests.waiting().getFirst();
        LanguageModel model;
        try {
            org.gumshoe.schemas.LanguageModel wanted = Writers.of(first.story(), models, vectors);
            state("loading " + wanted.getName());
            model = writers.load(wanted);
        } catch (BadInputException e) {
            sink.refuse(first.story(), e.getMessage());
            requests.answered(first);
            return;
        }
        state("writing stories");
        new RunningBatch(model, models, vectors, requests, sink).write(settings.getInt("stories.batch", 8));
        state(IDLE);
    }
}
