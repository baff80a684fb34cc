// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.activations.ModelWorker;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.ProcessMetrics;

/**
 * The reader of passages with a tiny model. Each announcement is tried by a reader of its own, which
 * reads a well-formed passage.
 */
final class DrivenActivations implements Stage {
    private static final String SERVICE = "activations-weak";
    private static final int PASSAGES = 200;

    private final RecordSeeds world;
    private final ProcessMetrics metrics = new ProcessMetrics();
    private Reading reading;
    private int passages;

    DrivenActivations(RecordSeeds world) {
        this.world = world;
    }

    @Override
    public Set<String> reads() {
        return Set.of(Topics.PASSAGES.name(), Topics.LANGUAGE_MODELS.name());
    }

    @Override
    public List<String> process(String topic, RecordInput record) {
        return topic.equals(Topics.PASSAGES.name()) ? read(record) : announce(record);
    }

    private List<String> read(RecordInput passage) {
        if (reading == null || passages++ >= PASSAGES) {
            close();
            reading = new Reading(world.weak());
            passages = 0;
        }
        try {
            return reading.read(passage);
        } catch (Throwable finding) {
            close();
            throw finding;
        }
    }

    /** Announces a model; the service tells why it cannot use one until another is announced. */
    private List<String> announce(RecordInput announcement) {
        Map<String, ModelAnnouncement> models = new TreeMap<>();
        DrivenClient.put(models, Topics.LANGUAGE_MODELS, announcement);
        List<String> told = new ArrayList<>();
        models.values().forEach(model -> {
            try (Reading ofModel = new Reading(model)) {
                told.addAll(ofModel.read(world.of(Topics.PASSAGES).getFirst()));
            } catch (BadInputException e) {
                told.add(e.getMessage());
            }
        });
        return told;
    }

    /** A loaded model with its clients. */
    private final class Reading implements AutoCloseable {
        private final DrivenClient<Passage> client = new DrivenClient<>(Topics.PASSAGES);
        private final ModelWorker worker;

        Reading(ModelAnnouncement model) {
            client.producer().initTransactions();
            Settings settings = new Settings(Map.of("activation.positions", "2", "activation.batch", "2"));
            worker = new ModelWorker(
                    SERVICE,
                    model,
                    Map.of(model.getRole(), model),
                    group -> client.consumer(),
                    client.producer(),
                    settings,
                    metrics);
            client.assign();
        }

        List<String> read(RecordInput passage) {
            client.add(passage);
            worker.step(Duration.ZERO);
            return client.written();
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    @Override
    public void close() {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }
}
