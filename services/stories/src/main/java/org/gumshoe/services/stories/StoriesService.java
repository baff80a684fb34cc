// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.kit.Clients;
import org.gumshoe.services.kit.DeadLetters;
import org.gumshoe.services.kit.Decoded;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Table;
import org.gumshoe.services.kit.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes stories, token by token. Requests that wait together are written together, since a batch reads the weights once. Tokens are visible as they
 * come and the request is committed after its last: a crash in between writes the same story again (the sampler is seeded), and a token's index makes
 * the repetition harmless.
 */
public final class StoriesService implements Service {
    public static final String NAME = "stories";
    private static final Logger LOG = LoggerFactory.getLogger(StoriesService.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Settings settings;
    private final Metrics metrics;
    private final Writers writers = new Writers();
    private volatile Thread thread;
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile boolean failed;
    private volatile String state = "starting";

    private StoriesService(Settings settings, Metrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    public static Service create(Settings settings, Metrics metrics) {
        return new StoriesService(settings, metrics);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().name(NAME).start(this::run);
    }

    private void run() {
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
            ready = models.awaitCaughtUp(Duration.ofSeconds(60)) && vectors.awaitCaughtUp(Duration.ofSeconds(60));
            state = "waiting for requests";
            while (!closed) {
                ConsumerRecords<String, Decoded<StoryRequest>> polled = consumer.poll(Duration.ofMillis(200));
                if (!polled.isEmpty()) {
                    TokenSink sink = new TokenSink(producer, () -> closed);
                    write(polled, models.view(), vectors.view(), producer, sink);
                    sink.flush();
                    consumer.commitSync(offsets(polled));
                }
            }
        } catch (TokenSink.Stopped e) {
            LOG.info("{} ends in the middle of a story; it is written again at the next start", NAME);
        } catch (Exception e) {
            failed = !closed;
            state = "failed: " + e.getMessage();
            LOG.error("{} failed", NAME, e);
        } finally {
            ready = false;
            writers.close();
        }
    }

    private void write(
            ConsumerRecords<String, Decoded<StoryRequest>> polled,
            Map<String, org.gumshoe.schemas.LanguageModel> models,
            Map<String, SteeringVector> vectors,
            KafkaProducer<String, byte[]> producer,
            TokenSink sink) {
        Map<org.gumshoe.schemas.LanguageModel, List<StoryRequest>> byModel = new LinkedHashMap<>();
        for (ConsumerRecord<String, Decoded<StoryRequest>> entry : polled) {
            if (entry.value() != null && entry.value().failed()) {
                DeadLetters.send(producer, entry, entry.value().error(), NAME);
            } else if (entry.value() != null && entry.value().value() != null) {
                StoryRequest request = entry.value().value();
                try {
                    byModel.computeIfAbsent(Writers.of(request, models, vectors), model -> new ArrayList<>())
                            .add(request);
                } catch (BadInputException e) {
                    sink.refuse(request, e.getMessage());
                }
            }
        }
        byModel.forEach((model, requests) -> {
            try {
                state = "loading " + model.getName();
                writeWith(writers.load(model), requests, vectors, sink);
            } catch (BadInputException e) {
                requests.forEach(request -> sink.refuse(request, e.getMessage()));
            }
        });
    }

    private void writeWith(
            LanguageModel model, List<StoryRequest> requests, Map<String, SteeringVector> vectors, TokenSink sink) {
        List<Arms.Served> served = new ArrayList<>();
        for (StoryRequest request : requests) {
            try {
                served.add(serve(request, model.info().sha256(), vectors));
            } catch (Arms.NoVector | BadInputException e) {
                sink.refuse(request, e.getMessage());
            }
        }
        state = "writing " + served.size() + " stories";
        try {
            generate(model, served, sink);
        } catch (BadInputException e) {
            // one of them has an impossible wish; the others must not suffer for it
            for (Arms.Served story : served) {
                try {
                    generate(model, List.of(story), sink);
                } catch (BadInputException own) {
                    sink.refuse(story.request(), own.getMessage());
                }
            }
        }
        state = "waiting for requests";
    }

    private static void generate(LanguageModel model, List<Arms.Served> stories, TokenSink sink) {
        if (!stories.isEmpty()) {
            model.generate(stories.stream().map(Arms.Served::prompt).toList(), sink.listener(stories, model));
        }
    }

    /** A vector that its requester has seen already may still be on its way to us. */
    private Arms.Served serve(StoryRequest request, String model, Map<String, SteeringVector> vectors)
            throws Arms.NoVector {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Arms.serve(request, model, vectors);
            } catch (Arms.NoVector e) {
                if (closed || System.nanoTime() > until) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(
            ConsumerRecords<String, Decoded<StoryRequest>> polled) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        polled.forEach(entry -> offsets.put(
                new TopicPartition(entry.topic(), entry.partition()), new OffsetAndMetadata(entry.offset() + 1)));
        return offsets;
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public String state() {
        return state;
    }

    @Override
    public boolean failed() {
        return failed;
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running != null) {
            try {
                running.join(Duration.ofSeconds(60));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
