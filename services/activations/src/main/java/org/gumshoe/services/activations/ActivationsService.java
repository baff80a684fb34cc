// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import io.micrometer.core.instrument.Gauge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.kit.Clients;
import org.gumshoe.services.kit.Decoded;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Reading;
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

    private static final int RETRIES = 10;

    private final Settings settings;
    private final Metrics metrics;
    private final String role;
    private int retries;
    private volatile Thread thread;
    private volatile boolean closed;
    private volatile boolean ready;
    private volatile boolean failed;
    private volatile long left;
    private volatile String state = "waiting for a language model";

    private ActivationsService(Settings settings, Metrics metrics, String role) {
        this.settings = settings;
        this.metrics = metrics;
        this.role = role;
        Gauge.builder("gumshoe.activations.left", () -> left)
                .description("passages that the announced model has still to read")
                .tag("service", name())
                .register(metrics.registry());
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
        try (Table<LanguageModel> models = new Table<>(settings, Topics.LANGUAGE_MODELS)) {
            ready = models.awaitCaughtUp(Duration.ofSeconds(60));
            while (!closed) {
                if (models.failure() != null) {
                    throw models.failure();
                }
                LanguageModel wanted = models.view().get(role);
                if (wanted == null || !serveOrRetry(wanted, models)) {
                    Thread.sleep(500);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failed = !closed;
            state = "failed: " + e.getMessage();
            LOG.error("{} failed", name(), e);
        } finally {
            ready = false;
        }
    }

    /** A broker that is away for a while, or a rebalance in mid-batch, costs the batch and not the service. */
    private boolean serveOrRetry(LanguageModel wanted, Table<LanguageModel> models) {
        try {
            return serve(wanted, models);
        } catch (ProducerFencedException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            if (++retries > RETRIES) {
                throw e;
            }
            state = "trying again (" + retries + " of " + RETRIES + "): " + e.getMessage();
            LOG.warn("{}: {}", name(), state);
            return false;
        }
    }

    /** @return false when the model could not be used, so that the caller waits before it tries again */
    private boolean serve(LanguageModel wanted, Table<LanguageModel> models) {
        int[] layers =
                wanted.getReadLayers().stream().mapToInt(Integer::intValue).toArray();
        int deepest = Arrays.stream(layers).max().orElse(0);
        state = "loading " + wanted.getName();
        try (var model = org.gumshoe.lm.LanguageModel.load(Path.of(wanted.getLocation()), deepest);
                KafkaConsumer<String, Decoded<Passage>> consumer = consumer(wanted);
                KafkaProducer<String, byte[]> producer =
                        Clients.producer(settings, "gumshoe-" + name() + "-" + settings.instance());
                var _ = metrics.bind(name(), consumer)) {
            requireAnnounced(model.info(), wanted);
            producer.initTransactions();
            PassageReader reader = new PassageReader(
                    model,
                    role,
                    layers,
                    Math.min(
                            settings.getInt("activation.tokens", 224),
                            model.info().context()),
                    settings.getInt("activation.sink", 5),
                    settings.getInt("activation.positions", 0));
            Keys keys = new Keys(role, Reading.of(wanted), models.view());
            BatchLoop loop = new BatchLoop(
                    name(),
                    reader,
                    keys,
                    consumer,
                    producer,
                    settings.getInt("activation.batch", 8),
                    metrics.registry());
            Progress progress = new Progress(wanted.getName());
            while (!closed && isStill(wanted, models)) {
                loop.step();
                retries = 0;
                left = loop.left();
                state = progress.after(left, System.nanoTime());
            }
            return true;
        } catch (BadInputException e) {
            if (!e.getMessage().equals(state)) {
                LOG.error("{}: {}", name(), e.getMessage());
            }
            state = e.getMessage();
            return false;
        }
    }

    /** The same model under another name or version is read on. */
    private boolean isStill(LanguageModel served, Table<LanguageModel> models) {
        LanguageModel wanted = models.view().get(role);
        return wanted != null
                && Reading.of(wanted).equals(Reading.of(served))
                && wanted.getLocation().equals(served.getLocation());
    }

    private static void requireAnnounced(ModelInfo info, LanguageModel wanted) {
        if (!info.sha256().equals(wanted.getSha256())) {
            throw new BadInputException(info.location() + " is not the " + wanted.getRole()
                    + " model that was announced (its SHA-256 is " + info.sha256() + " instead of "
                    + wanted.getSha256() + "): announce it again or put the former file back.");
        }
    }

    /** A group for each model and choice of layers: another one has all passages before it. */
    private KafkaConsumer<String, Decoded<Passage>> consumer(LanguageModel wanted) {
        String group = Reading.of(wanted).group(role);
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
