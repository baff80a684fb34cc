// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.ModelReading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While another model is taking over, the one that the vectors in force are made from goes on with
 * what comes new, so that these vectors go on counting new books. It is let go when no vector names
 * it any more.
 */
final class PreviousModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreviousModel.class);

    private final String role;
    private final Map<String, LanguageModel> models;
    private final Map<String, SteeringVector> vectors;
    private final Function<LanguageModel, ModelWorker> opener;
    private ModelWorker open;
    private LanguageModel unusable;

    /**
     * @param models the topic of language models as a table
     * @param vectors that of steering vectors
     * @param opener throws BadInputException for a file that is no longer there
     */
    PreviousModel(
            String role,
            Map<String, LanguageModel> models,
            Map<String, SteeringVector> vectors,
            Function<LanguageModel, ModelWorker> opener) {
        this.role = role;
        this.models = models;
        this.vectors = vectors;
        this.opener = opener;
    }

    /**
     * The model whose reading the newest vector names, if it is not the announced one; older
     * vectors may be of concepts that nobody looks for any more.
     */
    static Optional<LanguageModel> of(
            String role, Map<String, LanguageModel> models, Map<String, SteeringVector> vectors) {
        Optional<String> announced = Optional.ofNullable(models.get(role))
                .map(model -> ModelReading.of(model).toString());
        return vectors.values().stream()
                .filter(vector -> vector.getReadings().containsKey(role))
                .max(Comparator.comparingLong(SteeringVector::getPublishedAt))
                .map(vector -> vector.getReadings().get(role))
                .filter(reading -> announced.isPresent() && !reading.equals(announced.get()))
                .flatMap(reading -> models.entrySet().stream()
                        .filter(known -> known.getKey().startsWith(role + "|"))
                        .map(Map.Entry::getValue)
                        .filter(known -> ModelReading.of(known).toString().equals(reading))
                        .findFirst());
    }

    /** Reads one batch, if something new is there. */
    void step() {
        LanguageModel wanted = of(role, models, vectors).orElse(null);
        if (open != null && !open.is(wanted)) {
            close();
        }
        if (open == null && wanted != null && !wanted.equals(unusable)) {
            try {
                open = opener.apply(wanted);
                LOG.info("{}: {} goes on with new passages while its vector serves", role, wanted.getName());
            } catch (BadInputException e) {
                unusable = wanted;
                LOG.warn("{}: the vector in force counts no new books until another serves: {}", role, e.getMessage());
            }
        }
        if (open != null) {
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
