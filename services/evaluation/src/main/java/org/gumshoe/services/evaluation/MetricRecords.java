// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.gumshoe.eval.metrics.Diversity;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.records.MetricKey;
import org.gumshoe.steer.basin.Restarts;

/** A factory of metric records from a vector, a stitch map or a story. */
final class MetricRecords {
    /** The concept name of metrics of a stitch map, which is the same for all concepts. */
    static final String EVERY_CONCEPT = "*";

    private static final String REFINED = VectorKind.REFINED.wireName();

    /**
     * The kind of a diverged refinement, which is published beside the last good one. Its metrics
     * are published under the kind {@code refined}, as those of the newest refinement.
     */
    private static final String DIVERGED = VectorKind.REFINED_DIVERGED.wireName();

    private MetricRecords() {}

    /** Returns the metrics of a vector's version. */
    static List<RefinementMetric> of(SteeringVector vector) {
        String cause = "steering-vectors " + vector.getRole() + " " + vector.getKind();
        boolean diverged = vector.getKind().equals(DIVERGED);
        boolean refined = diverged || vector.getKind().equals(REFINED);
        String kind = diverged ? REFINED : vector.getKind();
        UnaryOperator<String> named = name -> MetricKey.name(name, vector.getRole(), kind);
        List<RefinementMetric> metrics = new ArrayList<>();
        metrics.add(
                metric(vector.getConcept(), named.apply("passages"), vector.getPassages(), vector.getVersion(), cause));
        metrics.add(metric(
                vector.getConcept(),
                named.apply("norm"),
                vector.getLayers().stream()
                        .mapToDouble(l -> l.getNorm() / l.getTypicalNorm())
                        .average()
                        .orElse(0),
                vector.getVersion(),
                cause));
        if (vector.getCosineToPrevious() != null) {
            metrics.add(metric(
                    vector.getConcept(),
                    named.apply("cosine-to-previous"),
                    vector.getCosineToPrevious(),
                    vector.getVersion(),
                    cause));
        }
        vector.getLayers().stream()
                .map(LayerDirection::getCosineToNative)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average()
                .ifPresent(mean -> metrics.add(metric(
                        vector.getConcept(), named.apply("cosine-to-native"), mean, vector.getVersion(), cause)));
        if (refined) {
            metrics.add(metric(
                    vector.getConcept(),
                    named.apply("diverged"),
                    vector.getDiverged() ? 1 : 0,
                    vector.getVersion(),
                    cause));
        }
        // seconds from a book's arrival to the first vector of the model that has read it
        vector.getCauses().stream()
                .filter(one -> one.getKind().equals("book") && one.getRole().equals(vector.getRole()))
                .forEach(book -> metrics.add(metric(
                        vector.getConcept(),
                        named.apply("freshness"),
                        (vector.getPublishedAt() - book.getAt()) / 1000.,
                        vector.getVersion(),
                        "book " + book.getName())));
        vector.getDiagnosis().forEach((name, value) -> {
            if (!name.equals(Restarts.MEMORY)) {
                metrics.add(metric(vector.getConcept(), named.apply(name), value, vector.getVersion(), cause));
            }
        });
        return metrics;
    }

    /** Returns the metrics of a stitch map. */
    static List<RefinementMetric> of(StitchManifest manifest) {
        return List.of(
                metric(EVERY_CONCEPT, "stitch-r2", mean(manifest.getR2()), manifest.getVersion(), "stitch-map"),
                metric(
                        EVERY_CONCEPT,
                        "stitch-r2-shuffled",
                        mean(manifest.getR2Shuffled()),
                        manifest.getVersion(),
                        "stitch-map"));
    }

    /**
     * Returns the metrics of a story.
     *
     * @param story a complete story, as {@link StoryCollector} joins it
     */
    static List<RefinementMetric> of(StoryToken story) {
        return List.of(metric(
                story.getConcept(),
                "distinct-2|" + story.getArm(),
                Diversity.distinct(story.getText(), 2),
                story.getVectorVersion(),
                "stories " + story.getStory()));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    static RefinementMetric metric(String concept, String name, double value, long version, String cause) {
        return RefinementMetric.newBuilder()
                .setConcept(concept)
                .setMetric(name)
                .setValue(value)
                .setVersion(version)
                .setCause(cause)
                .setAt(System.currentTimeMillis())
                .build();
    }
}
