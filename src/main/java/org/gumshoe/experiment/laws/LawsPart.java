// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.halves.YardstickConcept;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.LawsResults;

/**
 * Part that measures four laws on the concepts of the yardstick: precision against the number of books,
 * the basin of attraction and its alarm, what makes a topic portable, and maps without shared books. Labels
 * score, train ceilings and say which runs have failed; the pipeline sees none.
 */
public final class LawsPart {
    private final ExperimentConfig config;
    private final ExperimentListener progress;
    private final ExperimentConfig.Layers weak;
    private final ExperimentConfig.Layers strong;

    public LawsPart(
            ExperimentConfig config,
            ExperimentListener progress,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        this.config = config;
        this.progress = progress;
        this.weak = weak;
        this.strong = strong;
    }

    /** Runs the part on all books, which carry no labels here. Layers are fixed, as for halves. */
    public LawsResults run(Corpus corpus) {
        List<YardstickConcept> concepts = YardstickConcept.named(
                YardstickConcept.read(config.halves().tableOrNull()),
                config.halves().concepts());
        Map<String, BookLabels> labels = new LinkedHashMap<>();
        concepts.forEach(
                c -> labels.put(c.name(), BookLabels.read(config.books().manifests(), c.rule())));
        PairedActivations activations = PairedActivations.ask(config, corpus, weak, strong, progress);
        try (LawPointers pointers = new LawPointers(config, corpus, activations, concepts)) {
            return run(new LawSetting(
                    config,
                    progress,
                    corpus,
                    activations,
                    weak,
                    strong,
                    concepts,
                    labels,
                    pointers,
                    config.halves().draws(config.size())));
        }
    }

    private LawsResults run(LawSetting setting) {
        FinishedLaws finished = new FinishedLaws(setting);
        Supplier<Map<Integer, List<FoldScores>>> scores = once(() -> new FoldFits(setting).run());
        Supplier<FoldScores> most =
                () -> List.copyOf(scores.get().values()).getLast().getFirst();
        LawsResults.Precision precision = finished.get(
                "precision", LawsResults.Precision.class, () -> new PrecisionLaw(setting, scores.get()).result());
        LawsResults.Strawman strawman = finished.get(
                "strawman",
                LawsResults.Strawman.class,
                () -> StrawmanFigures.of(setting, headline(setting), most.get()));
        LawsResults.Combinations combinations = finished.get(
                "combinations",
                LawsResults.Combinations.class,
                () -> new CombinationFigures(setting, most.get()).result());
        LawsResults.Maps maps =
                finished.get("maps and stories", LawsResults.Maps.class, () -> new MapLaw(setting).result());
        // 3: for the radius, noise of each concept's own; and pointers of noise alone
        LawsResults.Warranty warranty =
                finished.get("warranty 3", LawsResults.Warranty.class, () -> new BasinLaw(setting).result());
        LawsResults.Portability portability = finished.get(
                "portability and stories", LawsResults.Portability.class, () -> new PortabilityLaw(setting).result());
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put("weak", weak.refined());
        layers.put("strong", strong.refined());
        return new LawsResults(
                setting.corpus().books().size(),
                setting.authors().size(),
                setting.passages().size(),
                layers,
                setting.corpus().sha256(),
                precision,
                warranty,
                portability,
                maps,
                combinations,
                strawman);
    }

    private static <T> Supplier<T> once(Supplier<T> work) {
        AtomicReference<T> done = new AtomicReference<>();
        return () -> {
            if (done.get() == null) {
                done.set(work.get());
            }
            return done.get();
        };
    }

    /** Returns the first reported concept of the table, which the picture of the project shows. */
    private static String headline(LawSetting setting) {
        return setting.reported().isEmpty()
                ? setting.concepts().getFirst().name()
                : setting.reported().getFirst();
    }
}
