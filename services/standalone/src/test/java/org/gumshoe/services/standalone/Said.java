// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.LambdaRows;

/** Text of what the topics of a system say: the newest records, and sums of their numbers. */
final class Said {
    private Said() {}

    static String of(Settings settings) {
        return Stream.of(
                        counts(settings),
                        topicModel(newest(settings, Topics.TOPIC_MODEL)),
                        stitchMap(newest(settings, Topics.STITCH_MAP)),
                        vectors(settings),
                        scores(settings))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static <V> Map<String, V> newest(Settings settings, Topic<V> topic) {
        Map<String, V> newest = new TreeMap<>();
        TestStream.records(settings, topic).forEach(record -> {
            if (record.value() == null) newest.remove(record.key());
            else newest.put(record.key(), record.value());
        });
        return newest;
    }

    private static Stream<String> counts(Settings settings) {
        var assignments = newest(settings, Topics.ASSIGNMENTS).values();
        var activations = newest(settings, Topics.ACTIVATIONS).values();
        return Stream.of(
                "passages: %d".formatted(newest(settings, Topics.PASSAGES).size()),
                "assignments: %d, crime %s"
                        .formatted(
                                assignments.size(),
                                number(assignments.stream()
                                        .mapToDouble(a -> a.getConcepts().get("crime"))
                                        .sum())),
                "activations: %d, pooled %s"
                        .formatted(
                                activations.size(),
                                number(activations.stream()
                                        .flatMap(activation -> activation.getPooled().stream())
                                        .mapToDouble(Said::sum)
                                        .sum())));
    }

    private static Stream<String> topicModel(Map<String, SpecificRecord> rows) {
        TopicModelManifest manifest = (TopicModelManifest) rows.get(Topics.MANIFEST);
        TopicModel model = LambdaRows.of(manifest, rows.entrySet().iterator())
                .orElseThrow()
                .as(TopicModel::new);
        return Stream.of(
                "topic model: version %d, %d passages of %d books, digest %s"
                        .formatted(
                                manifest.getVersion(),
                                manifest.getPassages(),
                                manifest.getBooks(),
                                manifest.getDigest()),
                "topic model from its rows: digest " + model.digest());
    }

    private static Stream<String> stitchMap(Map<String, SpecificRecord> rows) {
        StitchManifest manifest = (StitchManifest) rows.get(Topics.MANIFEST);
        List<StitchRow> weights = rows.values().stream()
                .filter(StitchRow.class::isInstance)
                .map(StitchRow.class::cast)
                .toList();
        return Stream.of("stitch map: version %d, %d pairs and %d held out, R² %s, %d rows, sum %s"
                .formatted(
                        manifest.getVersion(),
                        manifest.getPairs(),
                        manifest.getHeldOutPairs(),
                        manifest.getR2().stream().map(Said::number).toList(),
                        weights.size(),
                        number(weights.stream()
                                .mapToDouble(row -> total(row.getValues()))
                                .sum())));
    }

    private static Stream<String> vectors(Settings settings) {
        return newest(settings, Topics.STEERING_VECTORS).entrySet().stream()
                .map(entry -> "vector %s: version %d, %d passages, topic model %d, map %d, %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().getVersion(),
                                entry.getValue().getPassages(),
                                entry.getValue().getModelVersion(),
                                entry.getValue().getStitchVersion(),
                                entry.getValue().getLayers().stream()
                                        .map(Said::layer)
                                        .collect(Collectors.joining(", "))));
    }

    private static String layer(LayerDirection layer) {
        return "layer %d: norm %s, strength %s, sum %s"
                .formatted(
                        layer.getLayer(),
                        number(layer.getNorm()),
                        number(layer.getStrength()),
                        number(total(layer.getDirection())));
    }

    private static Stream<String> scores(Settings settings) {
        return newest(settings, Topics.REFINED_SCORES).entrySet().stream()
                .map(entry -> "score %s: version %d, %s, passages %s"
                        .formatted(
                                entry.getKey(),
                                entry.getValue().getVersion(),
                                number(entry.getValue().getScore()),
                                number(total(entry.getValue().getPassages()))));
    }

    private static double sum(ByteBuffer halves) {
        double sum = 0;
        for (float value : HalfPrecision.decode(halves)) sum += value;
        return sum;
    }

    private static double total(Collection<Float> values) {
        return values.stream().mapToDouble(Float::doubleValue).sum();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
