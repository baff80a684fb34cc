// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelReading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuation of the model that the vectors in force are made from, while another model takes
 * over. It reads new passages, so that these vectors keep taking in new books, and is closed when
 * no vector refers to it any more.
 */
final class PreviousModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreviousModel.class);

    private final String role;
    private final Map<String, ModelAnnouncement> models;
    private final Map<String, SteeringVector> vectors;
    private final Function<ModelAnnouncement, ModelWorker> opener;
    private ModelWorker open;
    private ModelAnnouncement unusable;

    /**
     * @param models the topic of language models as a table
     * @param vectors the topic of steering vectors as a table
     * @param opener throws a BadInputException when the model's file is gone
     */
    PreviousModel(
            String role,
            Map<String, ModelAnnouncement> models,
            Map<String, SteeringVector> vectors,
            Function<ModelAnnouncement, ModelWorker> opener) {
        this.role = role;
        this.models = models;
        this.vectors = vectors;
        this.opener = opener;
    }

    /**
     * Returns the model whose reading the newest vector refers to, if it is not the announced one.
     * Older vectors do not count, since they may belong to concepts that nobody seeks any more.
     */
    static Optional<ModelAnnouncement> of(
            String role, Map<String, ModelAnnouncement> models, Map<String, SteeringVector> vectors) {
        Optional<String> announced = Optional.ofNullable(models.get(role))
                .map(model -> ModelReading.of(model).toString());
        return vectors.values().stream()
                .filter(vector -> vector.getReadings().containsKey(role))
                .max(Comparator.comparingLong(SteeringVector::getPublishedAt))
                .map(vector -> vector.getReadings().get(role))
                .filter(reading -> announced.isPresent() && !reading.equals(announced.get()))
                .flatMap(reading -> models.entrySet().stream()
                        .filter(candidate ->
                                AnnouncementKey.parse(candidate.getKey()).isReadingOf(role))
                        .map(Map.Entry::getValue)
                        .filter(candidate ->
                                ModelReading.of(candidate).toString().equals(reading))
                        .findFirst());
    }

    /** Reads one batch, if there are new passages, and publishes the read-outs of new words. */
    void step(ReadTables tables) {
        ModelAnnouncement wanted = of(role, models, vectors).orElse(null);
        if (open != null && !open.is(wanted)) {
            close();
        }
        if (open == null && wanted != null && !wanted.equals(unusable)) {
            try {
                open = opener.apply(wanted);
                LOG.info("{}: {} continues with new passages while its vectors are in force", role, wanted.getName());
            } catch (RuntimeException e) {
                if (!Faults.isOfRecord(e)) {
                    throw e;
                }
                unusable = wanted;
                LOG.warn(
                        "{}: the vectors in force take in no new books until others replace them: {}",
                        role,
                        Faults.sentence(e));
            }
        }
        if (open != null) {
            tables.publishReadOuts(open);
            open.step(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
