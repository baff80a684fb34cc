// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.VisibleText;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.services.cli.vectors.VectorText;
import org.gumshoe.steer.basin.DivergenceThresholds;

/** Printer of what a demo shows. */
final class DemoPrinter {
    private final PrintStream out;

    DemoPrinter(PrintStream out) {
        this.out = out;
    }

    private void line(String format, Object... values) {
        Object[] shown = Arrays.stream(values)
                .map(value -> value instanceof String text ? VisibleText.line(text) : value)
                .toArray();
        out.printf(Locale.ROOT, format + "%n", shown);
        out.flush();
    }

    /** Returns a figure, or says that it cannot be had. */
    private static String figure(Double value) {
        return value == null || value.isNaN() ? "unknown" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void heading(String title) {
        line("%n── %s %s", title, "─".repeat(Math.max(3, 100 - title.length())));
    }

    void start(DemoOptions options) {
        heading("Books");
        options.demoBooks().leftOut().forEach(reason -> line("%s", reason));
        line(
                "%s: %d %s are sent to the system.",
                options.sample() ? "The sample, fiction of the Brown corpus" : "Your books",
                options.demoBooks().books().size(),
                options.sample() ? "texts of 2,000 words" : "books");
        for (ModelAnnouncement model : options.models()) {
            line(
                    "%-6s model: %s (%s, %d blocks, width %d), read after blocks %s",
                    model.getRole(),
                    model.getName(),
                    model.getArchitecture(),
                    model.getBlocks(),
                    model.getWidth(),
                    model.getReadLayers());
        }
    }

    void ingested(DemoBooks demoBooks, StreamView stream) {
        line(
                "%d books cut into %d passages of about 300 words; the language models read %d of them.",
                demoBooks.books().size(), stream.passages(), stream.sampled());
    }

    void topics(TopicModel model, ConceptMatch match, Concept concept) {
        heading("Topics");
        for (int topic = 0; topic < model.topics(); topic++) {
            line("%s %2d  %s", topic == match.topic() ? "▶" : " ", topic, String.join(" ", model.topWords(topic, 10)));
        }
        line("");
        line("Seeds of “%s”: %s.", concept.getName(), String.join(", ", concept.getSeeds()));
        line("%s", match.explanation());
        if (concept.getPseudoCount() > 0) {
            line("So few books do not form such a topic by themselves, so the seed words are also in the "
                    + "topic model's prior,");
            line(
                    "as %.0f pseudo-counts each. With enough whole novels (--books), the topic is found without "
                            + "a prior.",
                    concept.getPseudoCount());
        }
    }

    void assignments(StreamView stream, String concept) {
        Map<String, Double> byBook = stream.assignments().values().stream()
                .filter(a -> a.getConcepts().containsKey(concept))
                .collect(Collectors.groupingBy(
                        Assignment::getBook,
                        Collectors.averagingDouble(a -> a.getConcepts().get(concept))));
        heading("Assignments");
        line(
                "%d passages assigned. Books with the largest share of the topic:",
                stream.assignments().size());
        byBook.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .limit(8)
                .forEach(e -> line("  %.2f  %s", e.getValue(), e.getKey()));
    }

    void activations(int passages, double seconds) {
        heading("Activations");
        line("Both models have read %d passages, each in one forward pass (%.0f s).", passages, seconds);
    }

    void stitch(StitchManifest map, List<ModelAnnouncement> models) {
        heading("Stitch map");
        line(
                "Ridge regression from the weak model's layer %d (width %d) to the strong model's (width %d), on "
                        + "%d pairs; tested on %d pairs of",
                map.getWeakLayer(), map.getWeakWidth(), map.getStrongWidth(), map.getPairs(), map.getHeldOutPairs());
        line("held-out books, and compared with a map that was fitted on shuffled pairs:");
        for (int i = 0; i < map.getStrongLayers().size(); i++) {
            line(
                    "  to layer %2d: R² %s   shuffled %s",
                    map.getStrongLayers().get(i),
                    figure(map.getR2().get(i)),
                    figure(map.getR2Shuffled().get(i)));
        }
    }

    void vector(SteeringVector vector, Optional<SteeringVector> shuffled) {
        heading("Steering vector");
        line(
                "From %d passages of %d books: the weak model's vector, translated. Cosine to the strong model's "
                        + "own vector (standardised,",
                vector.getPassages(), vector.getBooks());
        line("on books that the map was not fitted on), and the same for the shuffled map:");
        vector.getLayers()
                .forEach(layer -> line(
                        "  layer %2d: norm %.2f typical norms, cosine %s   shuffled %s",
                        layer.getLayer(),
                        layer.getNorm() / layer.getTypicalNorm(),
                        figure(layer.getCosineToNative()),
                        shuffled.flatMap(s -> s.getLayers().stream()
                                        .filter(l -> l.getLayer() == layer.getLayer())
                                        .findFirst())
                                .map(l -> figure(l.getCosineToNative()))
                                .orElse("–")));
    }

    /** @param vector of the newest refinement, in force or not */
    void refined(SteeringVector vector) {
        Map<String, Double> diagnosis = vector.getDiagnosis();
        line("");
        line("Refinement: the language models correct the LDA's labels, starting from them and anchored to them.");
        line("  " + VectorText.chain(vector) + ".");
        line(
                "  Diagnosis without labels: reliability %.2f (at least %.2f), correlation with the LDA %.2f (at "
                        + "least %.2f), agreement of weak and strong %.2f (at least %.2f).",
                diagnosis.getOrDefault("reliability", Double.NaN),
                DivergenceThresholds.DEFAULT.reliability(),
                diagnosis.getOrDefault("correlation", Double.NaN),
                DivergenceThresholds.DEFAULT.correlation(vector.getBooks()),
                diagnosis.getOrDefault("agreement", Double.NaN),
                DivergenceThresholds.DEFAULT.agreement());
        if (vector.getDiverged()) {
            line("  That is too low: the refinement has left the basin of the LDA's concept, and its vector "
                    + "cannot be trusted.");
        }
        if (diagnosis.containsKey("solvedClassContrast")) {
            line(
                    "  Strengths without labels, from what the model writes under each direction alone: class contrast %.2f, seed "
                            + "words %.2f.",
                    diagnosis.get("solvedClassContrast"), diagnosis.get("solvedSeedWords"));
        }
        Double kept = diagnosis.get("keptVersion");
        if (kept != null) {
            line("  The last sound vector, version %.0f, stays in force.", kept);
        }
    }

    void genreScore(DemoReport.GenreScore genreScore, boolean sample) {
        line(
                "  By %s, which the pipeline does not see: AUC of %s LDA %.2f → refined %.2f; of passages LDA "
                        + "%.2f → refined %.2f.",
                sample ? "Brown's own genre labels" : "the books' genre “" + genreScore.genre() + "”",
                sample ? "texts" : "books",
                genreScore.books().lda(),
                genreScore.books().refined(),
                genreScore.passages().lda(),
                genreScore.passages().refined());
    }

    void storiesHeading() {
        heading("Stories");
        line("The strong model continues plain openings: unsteered; with the translated vector (from the LDA's "
                + "labels, through the weak model and the");
        line("stitch map), added after those blocks at every position; and by the arm best, which writes each block of "
                + "24 tokens four times, under more");
        line("and more of the refined vector, and keeps the one that the refined concept reads as nearest to its own "
                + "passages");
        line("and farthest from what the model writes by itself, as texts written beforehand have shown.");
        line("A model of this size holds a manner and a subject, no plot: a larger one tells more of a story.");
    }

    void summary(DemoReport report, DemoOptions options) {
        heading("Summary");
        line(
                "%d passages of %d books → topic %d (%s …) → a vector in %s → through a stitch map of R² %s "
                        + "(shuffled %s)",
                report.passages(),
                report.books(),
                report.concept().topic(),
                String.join(
                        ", ",
                        report.concept()
                                .words()
                                .subList(0, Math.min(4, report.concept().words().size()))),
                report.models().get("weak").name(),
                figure(report.stitch().r2()),
                figure(report.stitch().r2Shuffled()));
        line(
                "→ into %s, where its cosine to the native vector is %s → %d stories. %.0f s in total, %d MB "
                        + "peak memory.",
                report.models().get("strong").name(),
                figure(report.vector().cosineToNative()),
                report.stories().size(),
                report.seconds().get("total"),
                report.peakMemoryMegabytes());
        line("");
        line("Next: `./gumshoe demo --books DIR` with whole novels; `--concept ghosts --seeds "
                + "ghost,spirit,haunted,spectre,phantom`;");
        line(
                "`--strength .3`; or `./gumshoe up`, then `./gumshoe open`: books, concept, topics and stories on a page.");
    }
}
