// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;

/** Report of a demo, which is written as JSON. */
public record DemoReport(
        long passages,
        long sampled,
        int books,
        List<Topic> topics,
        Concept concept,
        long assignments,
        Map<String, Model> models,
        Stitch stitch,
        Vector vector,
        Refined refined,
        List<Story> stories,
        Map<String, Double> seconds,
        Map<String, Double> passagesPerSecond,
        long peakMemoryMegabytes) {

    public record Topic(int id, List<String> words) {}

    public record Concept(
            String name, int topic, double seedMass, List<String> words, boolean guided, String explanation) {}

    public record Model(String name, String sha256, int layers, List<Integer> read) {}

    /**
     * Quality of the stitch map; each R² is a mean over the strong layers, and {@code byLayer} has
     * those of each layer.
     */
    public record Stitch(
            long pairs,
            long heldOutPairs,
            double r2,
            double r2Shuffled,
            double ridge,
            Map<Integer, List<Double>> byLayer) {}

    /** The translated vector; a cosine is null where no held-out book could tell it. */
    public record Vector(
            double norm,
            Double cosineToNative,
            Double cosineShuffledToNative,
            Map<Integer, Double> cosineByLayer,
            long version,
            long books) {}

    /**
     * Diagnosis of the refined concept without labels.
     *
     * @param judged score by a genre that the pipeline does not see; null for none
     */
    public record Refined(Map<String, Double> diagnosis, boolean diverged, GenreScore judged) {}

    /**
     * Score of how books and passages of a genre rank above the others, as areas under the curve.
     */
    public record GenreScore(String genre, AucPair books, AucPair passages) {}

    /** Areas under the curve by the labels of the topic model and by the refined scores. */
    public record AucPair(double lda, double refined) {}

    public record Story(String arm, String prompt, long seed, double strength, String text) {}

    /** @throws BadInputException when the file cannot be written */
    public void write(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            Files.writeString(
                    file,
                    new ObjectMapper()
                                    .enable(SerializationFeature.INDENT_OUTPUT)
                                    .writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new BadInputException(
                    "The report " + file + " cannot be written (" + e.getMessage() + "); choose another path.", e);
        }
    }
}
