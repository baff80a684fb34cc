// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;

/** Topics that this service reads as tables. */
final class ReadTables implements AutoCloseable {
    private final TopicTable<ModelAnnouncement> models;
    private final TopicTable<SteeringVector> vectors;
    private final TopicTable<Concept> concepts;
    private final TopicTable<WordReadOut> readOuts;

    ReadTables(Settings settings) {
        models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS);
        vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
        concepts = new TopicTable<>(settings, Topics.CONCEPTS);
        readOuts = new TopicTable<>(settings, Topics.WORD_READOUTS);
    }

    Map<String, ModelAnnouncement> models() {
        return models.view();
    }

    Map<String, SteeringVector> vectors() {
        return vectors.view();
    }

    boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        for (TopicTable<?> table : all()) {
            if (!table.awaitCaughtUp(timeout)) {
                return false;
            }
        }
        return true;
    }

    /** Lets a model read out the words of concepts; not before all are known, since one that is gone loses its read-out. */
    void publishReadOuts(ModelWorker worker) {
        if (concepts.caughtUp() && readOuts.caughtUp()) {
            worker.publishReadOuts(concepts.view(), readOuts.view());
        }
    }

    private List<TopicTable<?>> all() {
        return List.of(models, vectors, concepts, readOuts);
    }

    @Override
    public void close() {
        all().forEach(TopicTable::close);
    }
}
