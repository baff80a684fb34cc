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
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
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
    private static final String IDLE = "waiting for requests";

    private final Settings settings;
    private final ProcessMetrics metrics;
    private ModelPool writers;
    private int suspects;

    private StoriesService(Settings settings, ProcessMetrics metrics) {
        super(NAME, settings, "starting");
        this.settings = settings;
        this.metrics = metrics;
    }

    public static Service create(Settings settings, ProcessMetrics metrics) {
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
        Map<String, Object> batch = Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                settings.getInt("stories.batch", 8),
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                settings.getInt("stories.patience.ms", 1_800_000),
                // partitions that stay here are not read again after a rebalance
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class));
        writers = new ModelPool();
        try (TopicTable<ModelAnnouncement> models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS);
                TopicTable<SteeringVector> vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
                KafkaConsumer<String, DecodedValue<StoryRequest>> consumer =
                        Clients.tolerant(settings, Topics.STORY_REQUESTS, GROUP, batch);
                KafkaProducer<String, byte[]> answers = Clients.producer(settings, (String) null);
                KafkaProducer<String, byte[]> letters = Clients.producer(settings, GROUP + "-" + settings.instance())) {
            letters.initTransactions();
            TokenSink sink = new TokenSink(answers, this::closed);
            RequestQueue requests = new RequestQueue(consumer, new HeldLetters(letters), sink);
            consumer.subscribe(List.of(Topics.STORY_REQUESTS.name()), requests);
            ready(models.awaitCaughtUp(Duration.ofSeconds(60)) && vectors.awaitCaughtUp(Duration.ofSeconds(60)));
            state(IDLE);
            KafkaClientMetrics meters = metrics.bind(NAME, consumer);
            try {
                answer(requests, models.view(), vectors.view(), sink);
            } finally {
                meters.close();
            }
        } catch (TokenSink.Stopped e) {
            LOG.info("{} ends in the middle of a story; it is written again at the next start", NAME);
        } finally {
            writers.close();
        }
    }

    private void answer(
            RequestQueue requests,
            Map<String, ModelAnnouncement> models,
            Map<String, SteeringVector> vectors,
            TokenSink sink) {
        while (!closed()) {
            requests.poll(Duration.ofMillis(200));
            succeeded();
            if (!requests.waiting().isEmpty()) {
                write(requests, models, vectors, sink);
            }
            requests.commit();
        }
    }

    /**
     * Writes stories of the model that the first request wants, including requests that arrive
     * meanwhile.
     */
    private void write(
            RequestQueue requests,
            Map<String, ModelAnnouncement> models,
            Map<String, SteeringVector> vectors,
            TokenSink sink) {
        RequestQueue.Request first = requests.waiting().getFirst();
        LanguageModel model;
        try {
            ModelAnnouncement wanted =
                    ModelPool.of(first.story(), models, vectors).orElseThrow();
            state("loading " + wanted.getName());
            model = writers.load(wanted);
        } catch (RuntimeException | StackOverflowError e) {
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            if (!(e instanceof BadInputException)) {
                requests.bury(first, e);
            }
            sink.refuse(first.story(), Faults.sentence(e));
            requests.answered(first);
            return;
        }
        state("writing stories");
        write(new RunningBatch(model, models, vectors, requests, sink), requests);
        state(IDLE);
    }

    /**
     * Writes a batch. When it fails, nobody knows which of its requests is to blame: each is then
     * written alone, and one that fails alone becomes a dead letter.
     */
    private void write(RunningBatch batch, RequestQueue requests) {
        try {
            batch.write(suspects > 0 ? 1 : settings.getInt("stories.batch", 8));
            suspects = 0;
        } catch (TokenSink.Stopped e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            List<RequestQueue.Request> unanswered = batch.unanswered();
            if (!Faults.isOfRecord(e) || unanswered.isEmpty()) {
                throw e;
            }
            if (unanswered.size() == 1) {
                batch.bury(unanswered.getFirst(), e);
            } else {
                LOG.warn("{}: {} stories are begun anew, each alone: {}", NAME, unanswered.size(), Faults.sentence(e));
                requests.giveBack(unanswered);
                suspects = unanswered.size();
            }
        }
    }
}
