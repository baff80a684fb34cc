// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.gumshoe.bench.system.TimedResult;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.data.StitchedPairs;
import org.gumshoe.experiment.data.WordScorer;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.plan.RefineOptions;
import org.gumshoe.lda.ConceptSeeds;

/** A run of the computation alone: the stream's own code, called once for each of its stages. */
final class BareRun {
    static final String READING = "reading";

    private final SampleBooks shelf;
    private final ReadingModel weak;
    private final ReadingModel strong;
    private final ExperimentConfig config;
    private final List<Phase> phases = new ArrayList<>();

    /** @param cache an empty directory */
    private BareRun(SampleBooks shelf, ReadingModel weak, ReadingModel strong, Path cache) {
        this.shelf = shelf;
        this.weak = weak;
        this.strong = strong;
        ExperimentConfig.Size size = ExperimentConfig.Size.QUICK;
        config = new ExperimentConfig(
                ExperimentConfig.BookSource.BROWN,
                null,
                "detective",
                null,
                "detective",
                ConceptSeeds.DETECTIVE,
                RefineOptions.of(null).with(RefineOptions.Folds.BY_BOOK),
                null,
                true,
                weak.location(),
                strong.location(),
                shelf.directory(),
                null,
                cache,
                new ExperimentConfig.Size(
                        true,
                        shelf.perBook(),
                        size.perClusterBook(),
                        size.folds(),
                        size.noiseSeeds(),
                        size.draws(),
                        size.rareDraws(),
                        size.ldaSeeds(),
                        size.storySeeds(),
                        size.tokens(),
                        size.perplexityTexts()),
                ExperimentConfig.Halves.DEFAULT,
                List.of(),
                List.of(),
                "bench/pipeline/run");
    }

    /** Runs all stages, from the files to the refined concept in both models. */
    static List<Phase> all(SampleBooks shelf, ReadingModel weak, ReadingModel strong, Path cache) {
        BareRun run = new BareRun(shelf, weak, strong, cache);
        run.all();
        return List.copyOf(run.phases);
    }

    /** Reads the passages with both models. */
    static Phase reading(SampleBooks shelf, ReadingModel weak, ReadingModel strong, Path cache) {
        BareRun run = new BareRun(shelf, weak, strong, cache);
        Corpus corpus = shelf.cut();
        return Phase.of(READING, TimedResult.of(() -> run.read(corpus)));
    }

    private void all() {
        Corpus corpus = measured("cutting books into passages", shelf::cut);
        LdaConcept.WordCounts words = measured("counting words", () -> new LdaConcept.WordCounts(corpus));
        LdaConcept concept = measured(
                "learning topics",
                () -> LdaConcept.learn(words, corpus.books(), config.concept(), config.seeds(), true, LdaConcept.SEED));
        measured("assigning topics", () -> concept.scores(words, corpus.sample(0)));
        PairedActivations activations = measured(READING, () -> read(corpus));
        measured("stitching", () -> StitchedPairs.fit(activations, weak.refined(), strong.layers()));
        measured("solving", () -> {
            double[] z = concept.scores(words, activations.passages());
            try (WordScorer scorer = new WordScorer(config, activations)) {
                List<String> seeds = config.seeds();
                return StitchedLayers.of(activations, weak.refined(), strong.refined())
                        .refine(new ConceptPointer(z, scorer.weak(seeds), scorer.strong(seeds)));
            }
        });
    }

    private PairedActivations read(Corpus corpus) {
        return PairedActivations.ask(config, corpus, weak.asLayers(), strong.asLayers(), ExperimentListener.SILENT);
    }

    private <T> T measured(String name, Supplier<T> task) {
        TimedResult<T> timed = TimedResult.of(task);
        phases.add(Phase.of(name, timed));
        return timed.result();
    }
}
