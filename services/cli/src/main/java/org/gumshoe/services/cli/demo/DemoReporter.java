// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;

/** Builder of the report from what the demo saw. */
record DemoReporter(
        DemoOptions options,
        StreamView stream,
        TopicModel model,
        ConceptMatch match,
        StitchManifest stitch,
        SteeringVector vector,
        Optional<SteeringVector> shuffled,
        SteeringVector refined,
        Optional<DemoReport.GenreScore> genreScore,
        StageTimes stageTimes) {

    DemoReport report(List<DemoReport.Story> stories) {
        Map<String, Double> seconds = stageTimes.durations();
        double reading = stageTimes.endOf("activations") - stageTimes.endOf("ingest");
        return new DemoReport(
                stream.passages(),
                stream.sampled(),
                options.demoBooks().books().size(),
                topics(),
                new DemoReport.Concept(
                        match.concept(),
                        match.topic(),
                        match.seedMass(),
                        match.words(),
                        options.concept().getPseudoCount() > 0,
                        match.explanation()),
                stream.assigned(model.version()),
                models(),
                stitchFigures(),
                vectorFigures(),
                new DemoReport.Refined(refined.getDiagnosis(), refined.getDiverged(), genreScore.orElse(null)),
                stories,
                seconds,
                Map.of(
                        "weak",
                        stream.activated(ModelRole.WEAK) / reading,
                        "strong",
                        stream.activated(ModelRole.STRONG) / reading),
                peakMemory());
    }

    private List<DemoReport.Topic> topics() {
        List<DemoReport.Topic> topics = new ArrayList<>();
        for (int topic = 0; topic < model.topics(); topic++) {
            topics.add(new DemoReport.Topic(topic, model.topWords(topic, 10)));
        }
        return topics;
    }

    private Map<String, DemoReport.Model> models() {
        Map<String, DemoReport.Model> models = new LinkedHashMap<>();
        for (ModelAnnouncement each : options.models()) {
            models.put(
                    each.getRole(),
                    new DemoReport.Model(each.getName(), each.getSha256(), each.getBlocks(), each.getReadLayers()));
        }
        return models;
    }

    private DemoReport.Stitch stitchFigures() {
        Map<Integer, List<Double>> byLayer = new LinkedHashMap<>();
        for (int i = 0; i < stitch.getStrongLayers().size(); i++) {
            byLayer.put(
                    stitch.getStrongLayers().get(i),
                    List.of(stitch.getR2().get(i), stitch.getR2Shuffled().get(i)));
        }
        return new DemoReport.Stitch(
                stitch.getPairs(),
                stitch.getHeldOutPairs(),
                mean(stitch.getR2()),
                mean(stitch.getR2Shuffled()),
                stitch.getRidge(),
                byLayer);
    }

    private DemoReport.Vector vectorFigures() {
        Map<Integer, Double> byLayer = new LinkedHashMap<>();
        vector.getLayers().forEach(layer -> byLayer.put(layer.getLayer(), layer.getCosineToNative()));
        return new DemoReport.Vector(
                mean(vector.getLayers().stream()
                        .map(l -> l.getNorm() / l.getTypicalNorm())
                        .toList()),
                meanOrNull(byLayer.values().stream()),
                shuffled.map(s -> meanOrNull(s.getLayers().stream().map(LayerDirection::getCosineToNative)))
                        .orElse(null),
                byLayer,
                vector.getVersion(),
                vector.getBooks());
    }

    private static double mean(List<Double> values) {
        return known(values).mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Returns the mean of the figures that could be had; null if none could. */
    private static Double meanOrNull(Stream<Double> values) {
        List<Double> known = known(values.toList()).toList();
        return known.isEmpty() ? null : mean(known);
    }

    private static Stream<Double> known(List<Double> values) {
        return values.stream().filter(value -> value != null && !value.isNaN());
    }

    /**
     * Returns the peak memory of this process in megabytes; 0 where the system does not report it.
     */
    private static long peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
