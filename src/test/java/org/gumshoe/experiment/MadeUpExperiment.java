// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.plan.RefineOptions;

/** Made-up books of two kinds with different words, and a configuration with two tiny random models. */
final class MadeUpExperiment {
    private static final List<String> PLAIN = List.of(
            "garden", "river", "summer", "bread", "horse", "kitchen", "winter", "village", "music", "orchard", "chair",
            "bird");
    private static final List<String> CRIME = List.of(
            "murder",
            "police",
            "evidence",
            "crime",
            "inspector",
            "clue",
            "knife",
            "witness",
            "alibi",
            "corpse",
            "thief",
            "poison");

    private MadeUpExperiment() {}

    /** Writes the books and a manifest with its head, and returns its lines. */
    static List<String> writeBooks(Path directory) throws IOException {
        List<String> manifest = new ArrayList<>(List.of("id\tauthor\tdetective\tsubjects"));
        Random random = new Random(1);
        for (int book = 0; book < 24; book++) {
            boolean crime = book % 3 == 0;
            StringBuilder text = new StringBuilder();
            for (int sentence = 0; sentence < 200; sentence++) {
                text.append("Then");
                for (int word = 0; word < 7; word++) {
                    List<String> from = random.nextDouble() < (crime ? .4 : .05) ? CRIME : PLAIN;
                    text.append(' ').append(from.get(random.nextInt(from.size())));
                }
                text.append(sentence % 10 == 9 ? ".\n" : ". ");
            }
            Files.writeString(directory.resolve("book-" + book + ".txt"), text);
            manifest.add("book-" + book + "\tauthor " + book / 2 + "\t" + (book == 7 ? "?" : crime ? "1" : "0")
                    + "\tFiction" + (crime ? ";Mystery" : ""));
        }
        Files.write(directory.resolve("manifest.tsv"), manifest);
        return manifest;
    }

    /** Writes a table of two concepts and returns its file. */
    static Path writeConcepts(Path directory) throws IOException {
        return Files.write(
                directory.resolve("concepts.tsv"),
                List.of(
                        "use\tconcept\tpositive\tseeds",
                        "choose\tcrime\tcolumn detective\tmurder,police,evidence,crime",
                        "report\tmystery\tsubjects Mystery\tknife,witness,alibi,corpse"));
    }

    /** Options without words, since what a random model calls a passage says nothing. */
    static RefineOptions byTopics() {
        return RefineOptions.of(null).withWords(false);
    }

    static ExperimentConfig config(
            Path directory,
            String label,
            String subject,
            RefineOptions refine,
            ExperimentConfig.Halves halves,
            String... parts) {
        return new ExperimentConfig(
                new ExperimentConfig.BookSource(List.of(directory), List.of(directory.resolve("manifest.tsv"))),
                null,
                label,
                subject,
                "detective",
                List.of("murder", "police", "evidence", "crime"),
                refine,
                null,
                null,
                tiny("vicuna"),
                tiny("gemma3"),
                directory,
                directory,
                directory.resolve("cache"),
                new ExperimentConfig.Size(true, 4, 2, 3, 2, 1, 2, 2, 1, 16, 4),
                halves,
                List.of(),
                List.of(parts),
                "test");
    }

    private static Path tiny(String name) {
        try {
            return Path.of(MadeUpExperiment.class.getResource("/tiny/" + name).toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Listener that records which stages have steps. */
    static final class StepRecorder implements ExperimentListener {
        final Set<String> steps = ConcurrentHashMap.newKeySet();

        @Override
        public void stage(String what) {}

        @Override
        public void step(String what, long done, long total) {
            steps.add(what);
        }

        @Override
        public void say(String sentence) {}
    }
}
