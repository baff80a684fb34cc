// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.Version;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.LdaPointer;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.parts.AuthorFold;
import org.gumshoe.experiment.parts.BasinRuns;
import org.gumshoe.experiment.parts.DataRuns;
import org.gumshoe.experiment.parts.LayerGrid;
import org.gumshoe.experiment.parts.LdaSeedSweep;
import org.gumshoe.experiment.parts.WeakToStrong;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.steering.SteeringPart;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.steer.refine.DivergenceThresholds;

/**
 * The experiment that proves the concept, on any books with a manifest, without Kafka: does it
 * outgrow the LDA, has it a basin of attraction, and does its vector write stories of its kind?
 */
public final class Experiment {
    private static final long LDA_SEED = 1;

    private final ExperimentConfig plan;
    private final ExperimentListener progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    private Experiment(ExperimentConfig plan, ExperimentListener progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** @throws BadInputException when the books, labels or models do not allow the experiment */
    public static ExperimentResults run(ExperimentConfig plan, ExperimentListener progress) {
        return new Experiment(plan, progress).run();
    }

    private ExperimentResults run() {
        Corpus corpus = timed("books", () -> corpus(plan.books()));
        Corpus test = plan.testOrNull() == null ? null : timed("test books", () -> corpus(plan.testOrNull()));
        boolean guided = plan.guidedOrNull() == null ? SeededTopic.isNeeded(corpus.words()) : plan.guidedOrNull();
        LdaPointer.Counted words = timed("words", () -> new LdaPointer.Counted(corpus));
        LdaPointer pointer = timed("topics", () -> learn(words, corpus.books(), guided));
        progress.say("Topic: " + String.join(", ", pointer.match().words()) + " ("
                + pointer.match().explanation() + ")");
        ExperimentConfig.Layers weak = ExperimentConfig.Layers.weak(plan.weak());
        ExperimentConfig.Layers strong = ExperimentConfig.Layers.strong(plan.strong());
        PairedActivations reading = timed("activations", () -> read(corpus, weak, strong));
        PairedActivations unseen = test == null ? null : timed("test activations", () -> read(test, weak, strong));
        double[] z = pointer.scores(words, reading.passages());
        List<ExperimentResults.LayerPair> layers = timed("layers", () -> layers(reading, z, weak, strong));
        ExperimentResults.LayerPair chosen = layers.stream()
                .filter(ExperimentResults.LayerPair::chosen)
                .findFirst()
                .orElseThrow();
        StitchedLayers pair = StitchedLayers.of(reading, chosen.weak(), chosen.strong());
        StitchedLayers.Concept concept = pair.refine(z);
        DivergenceThresholds limits = DivergenceThresholds.DEFAULT;
        progress.say("Refined: reliability %.3f, correlation with the LDA %.3f, agreement of the models %.3f%s"
                .formatted(
                        concept.diagnosis().reliability(),
                        concept.diagnosis().correlation(),
                        concept.agreement(),
                        limits.diverged(concept.diagnosis(), concept.agreement()) ? ": DIVERGED" : ""));

        ExperimentResults.WeakToStrong weakToStrong = part("weak-to-strong", () -> {
            WeakToStrong scores = new WeakToStrong(chosen.weak(), chosen.strong());
            Map<String, ExperimentResults.ArmScores> fromScratch =
                    scores.fromScratch(folds(corpus, reading, test, unseen, words, guided), progress);
            return WeakToStrong.result(test == null ? scores.crossFitted(pair, concept, z) : fromScratch, fromScratch);
        });
        ExperimentResults.Basin basin = part("basin", () -> {
            BasinRuns runs = new BasinRuns(pair, z, limits);
            return runs.result(all("basin, starts", runs.starts(plan.size().noiseSeeds(), pointer, words)));
        });
        List<ExperimentResults.DataPoint> data = part("data", () -> {
            DataRuns runs = new DataRuns(reading, chosen.weak(), chosen.strong(), limits);
            return all(
                    "data, draws of books",
                    runs.draws(
                            plan.size(),
                            part -> learn(words, List.copyOf(LayerDataset.books(part.passages())), guided)
                                    .scores(words, part.passages())));
        });
        List<ExperimentResults.PointerPoint> pointers = part("pointers", () -> {
            LdaSeedSweep runs = new LdaSeedSweep(pair, limits);
            return all(
                    "pointers, seeds of the topic model",
                    runs.runs(
                            plan.size().ldaSeeds(),
                            seed -> LdaPointer.learn(words, corpus.books(), plan.concept(), plan.seeds(), guided, seed)
                                    .scores(words, reading.passages())));
        });
        SteeringPart.Judged judged = Objects.requireNonNullElse(
                part(
                        "steering",
                        () -> new SteeringPart(plan, progress, weak, strong)
                                .run(corpus, reading, pair, concept, z, pointer)),
                new SteeringPart.Judged(null, null));
        return new ExperimentResults(
                setting(corpus, reading, pointer, guided, chosen),
                weakToStrong,
                basin,
                data,
                pointers,
                layers,
                judged.quality(),
                judged.steering(),
                seconds,
                plan.command(),
                versions(corpus, weak, strong));
    }

    private Corpus corpus(ExperimentConfig.Shelf shelf) {
        Corpus corpus = shelf.directory() == null
                ? Corpus.brown(plan.brown())
                : Corpus.read(shelf.directory(), shelf.manifest(), plan.label(), plan.subjectOrNull());
        corpus.leftOut().forEach(why -> progress.say("Left out: " + why));
        progress.say(corpus.books().size() + " books, " + corpus.positives() + " of them " + plan.concept());
        return corpus;
    }

    private LdaPointer learn(LdaPointer.Counted words, List<Corpus.Labelled> books, boolean guided) {
        return LdaPointer.learn(words, books, plan.concept(), plan.seeds(), guided, LDA_SEED);
    }

    /** Both models at once; they share the threads that read. */
    private PairedActivations read(Corpus corpus, ExperimentConfig.Layers weak, ExperimentConfig.Layers strong) {
        List<Corpus.Sampled> sample = corpus.sample(plan.size().perBook());
        List<String> texts = sample.stream().map(Corpus.Sampled::text).toList();
        CompletableFuture<PassageActivations> inWeak = CompletableFuture.supplyAsync(() -> PassageActivations.read(
                plan.weak(), weak.info(), weak.read(), plan.readSpec(), texts, plan.cache(), progress));
        PassageActivations inStrong = PassageActivations.read(
                plan.strong(), strong.info(), strong.read(), plan.readSpec(), texts, plan.cache(), progress);
        return new PairedActivations(sample, inWeak.join(), inStrong, plan.refine());
    }

    /** From the middle of both models, where nothing is chosen yet. */
    private List<ExperimentResults.LayerPair> layers(
            PairedActivations reading, double[] z, ExperimentConfig.Layers weak, ExperimentConfig.Layers strong) {
        StitchedLayers.Concept concept =
                StitchedLayers.of(reading, weak.notion(), strong.notion()).refine(z);
        return new LayerGrid(reading, z).run(concept.strong().responsibilities());
    }

    private List<AuthorFold> folds(
            Corpus corpus,
            PairedActivations reading,
            Corpus test,
            PairedActivations unseen,
            LdaPointer.Counted words,
            boolean guided) {
        if (test != null) {
            return List.of(new AuthorFold(
                    reading, unseen, words, new LdaPointer.Counted(test), () -> learn(words, corpus.books(), guided)));
        }
        Map<String, Integer> fold =
                AuthorGroups.deal(corpus.books(), plan.size().folds(), 4);
        return IntStream.range(0, plan.size().folds())
                .mapToObj(f -> new AuthorFold(
                        reading.only(b -> fold.get(b.id()) != f),
                        reading.only(b -> fold.get(b.id()) == f),
                        words,
                        words,
                        () -> learn(
                                words,
                                corpus.books().stream()
                                        .filter(b -> fold.get(b.id()) != f)
                                        .toList(),
                                guided)))
                .toList();
    }

    /**
     * On all cores, in order. One that the books do not allow, such as the start from a topic that
     * no book has, is told and left out.
     */
    private <T> List<T> all(String what, List<Supplier<T>> work) {
        AtomicInteger done = new AtomicInteger();
        return work.parallelStream()
                .flatMap(one -> {
                    try {
                        return Stream.of(one.get());
                    } catch (BadInputException e) {
                        progress.say("Left out of " + what + ": " + e.getMessage());
                        return Stream.empty();
                    } finally {
                        progress.step(what, done.incrementAndGet(), work.size());
                    }
                })
                .toList();
    }

    private ExperimentResults.Setting setting(
            Corpus corpus,
            PairedActivations reading,
            LdaPointer pointer,
            boolean guided,
            ExperimentResults.LayerPair chosen) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put("weak", chosen.weak());
        layers.put("strong", chosen.strong());
        return new ExperimentResults.Setting(
                plan.concept(),
                plan.subjectOrNull() == null ? "column " + plan.label() + " = 1" : "subject " + plan.subjectOrNull(),
                corpus.books().size(),
                (int) corpus.positives(),
                (int) corpus.books().stream().filter(b -> b.positive() == null).count(),
                (int) corpus.books().stream()
                        .map(Corpus.Labelled::author)
                        .distinct()
                        .count(),
                reading.passages().size(),
                plan.seeds(),
                pointer.match().words(),
                pointer.match().explanation(),
                guided,
                layers,
                plan.size().quick());
    }

    private static Map<String, String> versions(
            Corpus corpus, ExperimentConfig.Layers weak, ExperimentConfig.Layers strong) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("gumshoe", Version.NUMBER);
        versions.put("java", Runtime.version().toString());
        versions.put("precision", Precision.ofThisMachine().name());
        versions.put("weak", weak.info().name() + " " + weak.info().sha256());
        versions.put("strong", strong.info().name() + " " + strong.info().sha256());
        versions.put("books", corpus.sha256());
        return versions;
    }

    private <T> T part(String name, Supplier<T> work) {
        return plan.has(name) ? timed(name, work) : null;
    }

    private <T> T timed(String stage, Supplier<T> work) {
        progress.stage(stage);
        long start = System.nanoTime();
        T result = work.get();
        seconds.merge(stage, (System.nanoTime() - start) / 1e9, Double::sum);
        return result;
    }
}
