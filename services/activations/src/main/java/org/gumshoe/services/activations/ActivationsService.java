// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.WakeupException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.kit.Clients;
import org.gumshoe.services.kit.Decoded;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Table;
import org.gumshoe.services.kit.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the activations of one role's language model. A plain client, since a model call takes longer than a Streams thread may stay away from its
 * broker: between polls it reads one batch, and commits the batch and the offsets in one transaction. Another model in the {@code language-models}
 * topic begins a new consumer group and thus reads all passages again.
 */
public final class ActivationsService implements Service {
    public static final String NAME = "activations";
    private static final Logger LOG = LoggerFactory.getLogger(ActivationsService.class);

    private final Settings settings;
    private final Metrics metrics;
    private final String role;
    private volatile Thread thread;
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile boolean failed;
    private volatile String state = "waiting for a language model";

    private ActivationsService(Settings settings, Metrics metrics, String role) {
        this.settings = settings;
        this.metrics = metrics;
        this.role = role;
    }

    /** @param role weak or strong */
    public static Service create(Settings settings, Metrics metrics, String role) {
        return new ActivationsService(settings, metrics, role);
    }

    @Override
    public String name() {
        return NAME + "-" + role;
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().name(name()).start(this::run);
    }

    private void run() {
        try (Table<org.gumshoe.schemas.LanguageModel> models =
                new Table<>(settings, Topics.LANGUAGE_MODELS, (key, value) -> {})) {
            models.awaitCaughtUp(Duration.ofSeconds(60));
            ready = true;
            while (!closed) {
                org.gumshoe.schemas.LanguageModel wanted = models.view().get(role);
                if (wanted == null || !serve(wanted, models)) {
                    Thread.sleep(200);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failed = !closed;
            state = "failed: " + e.getMessage();
            LOG.error("{} failed", name(), e);
        } finally {
            ready = false;
        }
    }

    /** @return false when the model could not be used, so that the caller waits before it tries again */
    private boolean serve(org.gumshoe.schemas.LanguageModel wanted, Table<org.gumshoe.schemas.LanguageModel> models)
            throws InterruptedException {
        int[] layers =
                wanted.getReadLayers().stream().mapToInt(Integer::intValue).toArray();
        int deepest = java.util.Arrays.stream(layers).max().orElse(0);
        String transaction = "gumshoe-" + name() + "-" + settings.instance();
        state = "loading " + wanted.getName();
        try (LanguageModel model = LanguageModel.load(Path.of(wanted.getLocation()), deepest);
                KafkaConsumer<String, Decoded<Passage>> consumer =
                        consumer(model.info().sha256());
                KafkaProducer<String, byte[]> producer = Clients.producer(settings, transaction)) {
            producer.initTransactions();
            PassageReader reader = new PassageReader(
                    model,
                    role,
                    layers,
                    settings.getInt("activation.tokens", 224),
                    settings.getInt("activation.sink", 5),
                    settings.getInt("activation.positions", 0));
            BatchLoop loop = new BatchLoop(
                    name(), reader, consumer, producer, settings.getInt("activation.batch", 8), metrics.registry());
            state = "reading with " + wanted.getName();
            while (!closed && wanted.equals(models.view().get(role))) {
                loop.step();
            }
            return true;
        } catch (WakeupException e) {
            return true;
        } catch (org.gumshoe.BadInputException e) {
            state = e.getMessage();
            LOG.error("{}: {}", name(), e.getMessage());
            return false;
        }
    }

    private KafkaConsumer<String, Decoded<Passage>> consumer(String sha256) {
        String group = "gumshoe-" + name() + "-" + sha256.substring(0, 12);
        return Clients.tolerant(settings, Topics.PASSAGES, group, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500));
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

    /** The roles that have a service of their own. */
    public static List<String> roles() {
        return List.of("weak", "strong");
    }
}
