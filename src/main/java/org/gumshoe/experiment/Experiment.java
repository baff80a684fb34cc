// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.corpus.HeldOutAuthors;
import org.gumshoe.experiment.corpus.LabelRule;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.ConceptWords;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.halves.HalvesPart;
import org.gumshoe.experiment.laws.LawsPart;
import org.gumshoe.experiment.parts.AuthorFold;
import org.gumshoe.experiment.parts.BasinRuns;
import org.gumshoe.experiment.parts.DataRuns;
import org.gumshoe.experiment.parts.LayerGrid;
import org.gumshoe.experiment.parts.LdaSeedSweep;
import org.gumshoe.experiment.parts.WeakToStrong;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.HalvesResults;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.experiment.steering.SteeringPart;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.steer.basin.DivergenceThresholds;

/**
 * Experiment that tests the method on any labelled books with a manifest, without Kafka. Does the
 * refined concept rank better than the LDA? From how bad a start does it recover? Does its vector
 * make the model write stories of its kind?
 */
public final class Experiment {
    private final ExperimentConfig config;
    private final ExperimentListener progress;
    private final ExperimentStages stages;

    private Experiment(ExperimentConfig config, ExperimentListener progress) {
        this.config = config;
        this.progress = progress;
        this.stages = new ExperimentStages(config, progress);
    }

    /**
     * Runs all parts of the configuration.
     *
     * @throws BadInputException when the books, labels or models do not allow the experiment
     */
    public static ExperimentResults run(ExperimentConfig config, ExperimentListener progress) {
        return new Experiment(config, progress).run();
    }

    private ExperimentResults run() {
        ExperimentConfig.Layers weak = ExperimentConfig.Layers.weak(config.weak());
        ExperimentConfig.Layers strong = ExperimentConfig.Layers.strong(config.strong());
        Corpus unlabelled = config.hasTables() ? unlabelled() : null;
        HalvesResults halves = stages.part(
                ExperimentConfig.HALVES, () -> new HalvesPart(config, progress, weak, strong).run(unlabelled));
        LawsResults laws =
                stages.part(ExperimentConfig.LAWS, () -> new LawsPart(config, progress, weak, strong).run(unlabelled));
        if (config.hasOnlyTables()) {
            return new ExperimentResults(
                    null,
                    null,
                    null,
                    null,
                    null,
                    halves,
                    laws,
                    null,
                    null,
                    null,
                    stages.seconds(),
                    config.command(),
                    Provenance.versions(halves == null ? laws.texts() : halves.texts(), weak, strong));
        }
        Corpus corpus = stages.timed("books", () -> read(config.books()));
        Corpus test = config.testOrNull() == null ? null : stages.timed("test books", () -> read(config.testOrNull()));
        boolean seeded = config.seededOrNull() == null ? SeededTopic.isNeeded(corpus.words()) : config.seededOrNull();
        LdaConcept.WordCounts words = stages.timed("words", () -> new LdaConcept.WordCounts(corpus));
        LdaConcept lda = stages.timed("topics", () -> learn(words, corpus.books(), seeded));
        progress.say("Topic: " + String.join(", ", lda.match().words()) + " ("
                + lda.match().explanation() + ")");
        PairedActivations activations =
                stages.timed("activations", () -> PairedActivations.read(config, corpus, weak, strong, progress));
        PairedActivations unseen = test == null
                ? null
                : stages.timed("test activations", () -> PairedActivations.read(config, test, weak, strong, progress));
        ConceptWords asked = ConceptWords.of(config);
        ConceptPointer pointer = asked.pointer(lda.scores(words, activations.passages()), activations);
        // layers are compared by a concept that is refined in the middle of both models, before any
        // layer is chosen
        List<ExperimentResults.LayerPair> grid =
                stages.timed("layers", () -> compareLayers(activations, pointer, weak, strong));
        ExperimentResults.LayerPair chosen = chosen(grid);
        StitchedLayers layers = StitchedLayers.of(activations, chosen.weak(), chosen.strong());
        StitchedLayers.Concept concept = layers.refine(pointer);
        DivergenceThresholds thresholds = DivergenceThresholds.DEFAULT;
        progress.say("Refined: reliability %.3f, correlation with the LDA %.3f, agreement of the models %.3f%s"
                .formatted(
                        concept.diagnosis().reliability(),
                        concept.diagnosis().correlation(),
                        concept.agreement(),
                        thresholds.diverged(concept.diagnosis(), concept.agreement()) ? ": DIVERGED" : ""));

        ExperimentResults.WeakToStrong weakToStrong = stages.part("weak-to-strong", () -> {
            WeakToStrong scores = new WeakToStrong(chosen.weak(), chosen.strong());
            Map<String, ExperimentResults.ArmScores> fromScratch =
                    scores.fromScratch(folds(corpus, activations, test, unseen, words, asked, seeded), progress);
            return WeakToStrong.result(
                    test == null ? scores.crossFitted(layers, concept, pointer) : fromScratch, fromScratch);
        });
        ExperimentResults.Basin basin = stages.part("basin", () -> {
            BasinRuns runs = new BasinRuns(layers, pointer, thresholds);
            return runs.result(
                    stages.runAll("basin: starts", runs.starts(config.size().noiseSeeds(), lda, words)));
        });
        List<ExperimentResults.DataPoint> data = stages.part("data", () -> {
            DataRuns runs = new DataRuns(activations, chosen.weak(), chosen.strong(), thresholds);
            return stages.runAll(
                    "data: subsets of books",
                    runs.draws(
                            config.size(),
                            part -> asked.pointer(
                                    learn(words, List.copyOf(BookAggregates.books(part.passages())), seeded)
                                            .scores(words, part.passages()),
                                    part)));
        });
        List<ExperimentResults.LdaSeedPoint> seedPoints = stages.part("pointers", () -> {
            LdaSeedSweep runs = new LdaSeedSweep(layers, thresholds);
            return stages.runAll(
                    "topic-model seeds",
                    runs.runs(
                            config.size().ldaSeeds(),
                            seed -> asked.pointer(
                                    LdaConcept.learn(
                                                    words,
                                                    corpus.books(),
                                                    config.concept(),
                                                    config.seeds(),
                                                    seeded,
                                                    seed)
                                            .scores(words, activations.passages()),
                                    activations)));
        });
        SteeringPart.Judged judged = Objects.requireNonNullElse(
                stages.part(
                        "steering",
                        () -> new SteeringPart(config, progress, weak, strong)
                                .run(withoutHeldOut(corpus, activations, words, asked, seeded, weak, strong))),
                new SteeringPart.Judged(null, null));
        return new ExperimentResults(
                Provenance.setting(config, corpus, activations, lda, seeded, chosen),
                weakToStrong,
                basin,
                data,
                seedPoints,
                halves,
                laws,
                grid,
                judged.quality(),
                judged.steering(),
                stages.seconds(),
                config.command(),
                Provenance.versions(corpus.sha256(), weak, strong));
    }

    /** Fits everything anew without the authors whose passages stand beside the stories. */
    private SteeringPart.Fitted withoutHeldOut(
            Corpus corpus,
            PairedActivations all,
            LdaConcept.WordCounts words,
            ConceptWords asked,
            boolean seeded,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        HeldOutAuthors authors = HeldOutAuthors.of(corpus);
        Set<String> kept =
                authors.rest().books().stream().map(Corpus.Labelled::id).collect(Collectors.toSet());
        PairedActivations activations = all.only(book -> kept.contains(book.id()));
        LdaConcept lda = learn(words, authors.rest().books(), seeded);
        double[] z = lda.scores(words, activations.passages());
        ConceptPointer pointer = asked.pointer(z, activations);
        ExperimentResults.LayerPair chosen = chosen(compareLayers(activations, pointer, weak, strong));
        StitchedLayers layers = StitchedLayers.of(activations, chosen.weak(), chosen.strong());
        return new SteeringPart.Fitted(authors, activations, layers, layers.refine(pointer), z, lda);
    }

    private static ExperimentResults.LayerPair chosen(List<ExperimentResults.LayerPair> grid) {
        return grid.stream()
                .filter(ExperimentResults.LayerPair::chosen)
                .findFirst()
                .orElseThrow();
    }

    private Corpus unlabelled() {
        if (config.books().isBrown()) {
            throw new BadInputException("The parts " + ExperimentConfig.HALVES + " and " + ExperimentConfig.LAWS
                    + " need books whose manifests name authors and subjects; give BOOKS and --manifest.");
        }
        Corpus corpus = Corpus.readUnlabelled(
                config.books().directories(), config.books().manifests());
        corpus.leftOut().forEach(why -> progress.say("Left out: " + why));
        return corpus;
    }

    private Corpus read(ExperimentConfig.BookSource books) {
        Corpus corpus = books.isBrown()
                ? Corpus.brown(config.brown())
                : Corpus.read(
                        books.directories(), books.manifests(), LabelRule.of(config.label(), config.subjectOrNull()));
        corpus.leftOut().forEach(why -> progress.say("Left out: " + why));
        progress.say(
                corpus.books().size() + " books, " + corpus.positives() + " of them positive for " + config.concept());
        return corpus;
    }

    private LdaConcept learn(LdaConcept.WordCounts words, List<Corpus.Labelled> books, boolean seeded) {
        return LdaConcept.learn(words, books, config.concept(), config.seeds(), seeded, LdaConcept.SEED);
    }

    /** From the middle of both models, where nothing is chosen yet. */
    private List<ExperimentResults.LayerPair> compareLayers(
            PairedActivations activations,
            ConceptPointer pointer,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        StitchedLayers.Concept concept =
                StitchedLayers.of(activations, weak.refined(), strong.refined()).refine(pointer);
        return new LayerGrid(activations, pointer).compare(concept.strong().responsibilities());
    }

    private List<AuthorFold> folds(
            Corpus corpus,
            PairedActivations activations,
            Corpus test,
            PairedActivations unseen,
            LdaConcept.WordCounts words,
            ConceptWords asked,
            boolean seeded) {
        if (test != null) {
            return List.of(new AuthorFold(
                    activations,
                    unseen,
                    words,
                    new LdaConcept.WordCounts(test),
                    asked,
                    () -> learn(words, corpus.books(), seeded)));
        }
        Map<String, Integer> fold =
                AuthorGroups.deal(corpus.books(), config.size().folds(), 4);
        return IntStream.range(0, config.size().folds())
                .mapToObj(f -> new AuthorFold(
                        activations.only(b -> fold.get(b.id()) != f),
                        activations.only(b -> fold.get(b.id()) == f),
                        words,
                        words,
                        asked,
                        () -> learn(
                                words,
                                corpus.books().stream()
                                        .filter(b -> fold.get(b.id()) != f)
                                        .toList(),
                                seeded)))
                .toList();
    }
}
