// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.lm.served.ServerSettings;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.BackOff;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.ThreadService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Service that computes the activations of one role's language model. It is a plain client, since a
 * model call takes longer than a Streams thread may go without polling: between two polls it reads
 * one batch of passages and commits activations and offsets in one transaction. Another model in
 * the {@code language-models} topic has another consumer group and thus reads all passages.
 */
public final class ActivationsService extends ThreadService {
    public static final String NAME = "activations";
    private static final Logger LOG = LoggerFactory.getLogger(ActivationsService.class);

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final Settings settings;
    private final ProcessMetrics metrics;
    private final String role;
    private int attempts;
    private volatile long left;

    private ActivationsService(Settings settings, ProcessMetrics metrics, String role) {
        super(NAME + "-" + role, settings, "waiting for a language model");
        this.settings = settings;
        this.metrics = metrics;
        this.role = role;
        Gauge.builder("gumshoe.activations.left", () -> left)
                .description("passages that the announced model has still to read")
                .tag("service", name())
                .register(metrics.registry());
    }

    /**
     * Creates the service of one role.
     *
     * @param role weak or strong
     * @throws org.gumshoe.BadInputException when the settings of its servers are unusable
     */
    public static Service create(Settings settings, ProcessMetrics metrics, String role) {
        ServerSettings.of(role, settings::get);
        return new ActivationsService(settings, metrics, role);
    }

    /** Permissions of the service of one role. */
    public static ServiceAccess access(String role) {
        String service = NAME + "-" + role;
        return ServiceAccess.of(service)
                .reads(
                        Topics.PASSAGES,
                        Topics.LANGUAGE_MODELS,
                        Topics.STEERING_VECTORS,
                        Topics.CONCEPTS,
                        Topics.WORD_READOUTS)
                .writes(Topics.ACTIVATIONS, Topics.WORD_READOUTS, Topics.DEAD_LETTERS)
                .group(ModelReading.groups(role))
                .transactions("gumshoe-" + service);
    }

    /**
     * Returns how much of a passage is read, from the settings {@code activation.tokens} and {@code
     * activation.sink}.
     */
    public static ReadSpec readSpec(Settings settings) {
        return new ReadSpec(
                settings.getInt("activation.tokens", ReadSpec.DEFAULT.tokens()),
                settings.getInt("activation.sink", ReadSpec.DEFAULT.sink()));
    }

    @Override
    protected void work() throws Exception {
        try (ReadTables tables = new ReadTables(settings)) {
            ready(tables.awaitCaughtUp(Duration.ofSeconds(60)));
            while (!closed()) {
                ModelAnnouncement wanted = tables.models().get(role);
                if (wanted == null) {
                    Thread.sleep(POLL_TIMEOUT);
                } else if (!serve(wanted, tables)) {
                    pause(wanted, tables.models());
                }
            }
        }
    }

    /** Waits before the model is tried again, or until another one is announced. */
    private void pause(ModelAnnouncement wanted, Map<String, ModelAnnouncement> models) throws InterruptedException {
        ready(false);
        BackOff.pause(BackOff.after(++attempts), () -> closed() || !wanted.equals(models.get(role)));
    }

    /**
     * Reads passages until another model is announced.
     *
     * @return false when the model could not be used, so that the caller waits before it tries
     *     again
     */
    private boolean serve(ModelAnnouncement wanted, ReadTables tables) {
        Map<String, ModelAnnouncement> models = tables.models();
        state("loading " + wanted.getName());
        try (KafkaProducer<String, byte[]> producer =
                        Clients.producer(settings, "gumshoe-" + name() + "-" + settings.instance());
                ModelWorker announced = open(wanted, models, producer);
                PreviousModel previous =
                        new PreviousModel(role, models, tables.vectors(), model -> open(model, models, producer))) {
            producer.initTransactions();
            ReadingProgress progress = new ReadingProgress(wanted.getName());
            boolean continuePrevious = settings.getBoolean("activation.former", true);
            while (!closed() && announced.is(models.get(role))) {
                if (continuePrevious) {
                    previous.step(tables);
                }
                tables.publishReadOuts(announced);
                announced.step(POLL_TIMEOUT);
                succeeded();
                attempts = 0;
                ready(true);
                left = announced.left();
                state(progress.after(left, System.nanoTime()));
            }
            return true;
        } catch (RuntimeException e) {
            // what a model's file brings about is told until another model is announced
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            String sentence = Faults.sentence(e);
            if (!sentence.equals(state())) {
                LOG.error("{}: {}", name(), sentence);
                LOG.debug("its model cannot be used", e);
            }
            state(sentence);
            return false;
        }
    }

    private ModelWorker open(
            ModelAnnouncement wanted, Map<String, ModelAnnouncement> models, KafkaProducer<String, byte[]> producer) {
        return new ModelWorker(name(), wanted, models, this::consumer, producer, settings, metrics);
    }

    private Consumer<String, DecodedValue<Passage>> consumer(String group) {
        return Clients.tolerant(settings, Topics.PASSAGES, group, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500));
    }

    /** Roles that have an activations service each. */
    public static List<String> roles() {
        return Arrays.stream(ModelRole.values()).map(ModelRole::wireName).toList();
    }
}
