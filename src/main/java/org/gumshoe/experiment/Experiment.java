// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gumshoe.eval.Content;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Limits;
import org.gumshoe.stitch.StitchFit;

/**
 * The experiment that proves the notion, on any books with a manifest, without Kafka: does it outgrow the LDA, has it a basin of attraction, and does its vector
 * write stories of its kind?
 */
public final class Experiment {
    private static final long SMALL_WORDS = 1_000_000;
    private static final long LDA_SEED = 1;

    private final Plan plan;
    private final Progress progress;
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    private Experiment(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** @throws org.gumshoe.BadInputException when the books, labels or models do not allow the experiment */
    public static Results run(Plan plan, Progress progress) {
        return new Experiment(plan, progress).run();
    }

    private Results run() {
        Corpus corpus = timed("books", () -> corpus(plan.books()));
        Corpus test = plan.testOrNull() == null ? null : timed("test books", () -> corpus(plan.testOrNull()));
        boolean guided = plan.guidedOrNull() == null ? corpus.words() < SMALL_WORDS : plan.guidedOrNull();
        Pointer.Counted words = timed("words", () -> new Pointer.Counted(corpus));
        Pointer pointer = timed("topics", () -> learn(words, corpus.books(), guided));
        progress.say("Topic: " + String.join(", ", pointer.match().words()) + " ("
                + pointer.match().explanation() + ")");
        Plan.Layers weak = Plan.Layers.weak(plan.weak());
        Plan.Layers strong = Plan.Layers.strong(plan.strong());
        Reading reading = timed("activations", () -> read(corpus, weak, strong));
        Reading unseen = test == null ? null : timed("test activations", () -> read(test, weak, strong));
        double[] z = pointer.scores(words, reading.passages());
        List<Results.LayerPair> layers = timed("layers", () -> layers(reading, z, weak, strong));
        Results.LayerPair chosen =
                layers.stream().filter(Results.LayerPair::chosen).findFirst().orElseThrow();
        Pair pair = Pair.of(reading, chosen.weak(), chosen.strong());
        Pair.Notion notion = pair.refine(z);
        Limits limits = Limits.DEFAULT;
        progress.say("Refined: reliability %.3f, correlation with the LDA %.3f, agreement of the models %.3f%s"
                .formatted(
                        notion.diagnosis().reliability(),
                        notion.diagnosis().correlation(),
                        notion.agreement(),
                        limits.diverged(notion.diagnosis(), notion.agreement()) ? ": DIVERGED" : ""));

        Results.WeakToStrong weakToStrong = part(
                "weak-to-strong",
                () -> new WeakToStrong(chosen.weak(), chosen.strong())
                        .run(folds(corpus, reading, test, unseen, words, guided), progress));
        Results.Basin basin = part("basin", () -> basin(pair, z, pointer, words, limits));
        List<Results.DataPoint> data = part(
                "data",
                () -> data(
                        new DataRuns(reading, chosen.weak(), chosen.strong(), limits),
                        corpus,
                        part -> pointer.scores(words, part.passages())));
        Judged judged = plan.has("steering")
                ? timed("steering", () -> steering(corpus, reading, pair, notion, z, pointer, weak, strong))
                : new Judged(null, null);
        return new Results(
                setting(corpus, reading, pointer, guided, chosen),
                weakToStrong,
                basin,
                data,
                layers,
                judged.quality,
                judged.steering,
                seconds,
                plan.command(),
                versions(corpus, weak, strong));
    }

    private Corpus corpus(Plan.Shelf shelf) {
        Corpus corpus = shelf.directory() == null
                ? Corpus.brown(plan.brown())
                : Corpus.read(shelf.directory(), shelf.manifest(), plan.label(), plan.subjectOrNull());
        corpus.leftOut().forEach(why -> progress.say("Left out: " + why));
        progress.say(corpus.books().size() + " books, " + corpus.positives() + " of them " + plan.concept());
        return corpus;
    }

    private Pointer learn(Pointer.Counted words, List<Corpus.Labelled> books, boolean guided) {
        return Pointer.learn(words, books, plan.concept(), plan.seeds(), guided, LDA_SEED);
    }

    /** Both models at once, a thread each. */
    private Reading read(Corpus corpus, Plan.Layers weak, Plan.Layers strong) {
        List<Corpus.Sampled> sample = corpus.sample(plan.size().perBook());
        List<String> texts = sample.stream().map(Corpus.Sampled::text).toList();
        CompletableFuture<Activations> inWeak = CompletableFuture.supplyAsync(
                () -> Activations.read(plan.weak(), weak.info(), weak.read(), texts, plan.cache(), progress));
        Activations inStrong =
                Activations.read(plan.strong(), strong.info(), strong.read(), texts, plan.cache(), progress);
        return new Reading(sample, inWeak.join(), inStrong);
    }

    /** From the middle of both models, where nothing is chosen yet. */
    private List<Results.LayerPair> layers(Reading reading, double[] z, Plan.Layers weak, Plan.Layers strong) {
        Pair.Notion notion = Pair.of(reading, weak.notion(), strong.notion()).refine(z);
        return new LayerGrid(reading, z).run(notion.strong().responsibilities());
    }

    private List<AuthorFold> folds(
            Corpus corpus, Reading reading, Corpus test, Reading unseen, Pointer.Counted words, boolean guided) {
        if (test != null) {
            return List.of(new AuthorFold(
                    reading, unseen, words, new Pointer.Counted(test), () -> learn(words, corpus.books(), guided)));
        }
        Map<String, Integer> fold = Authors.deal(corpus.books(), plan.size().folds(), 4);
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

    private Results.Basin basin(Pair pair, double[] z, Pointer pointer, Pointer.Counted words, Limits limits) {
        BasinRuns runs = new BasinRuns(pair, z, limits);
        int seeds = plan.size().noiseSeeds();
        List<Supplier<Results.Start>> starts = new ArrayList<>(List.of(() -> runs.noise(0, 1)));
        for (double share : new double[] {.2, .4, .6, .8, .9, 1}) {
            for (int seed = 1; seed <= seeds; seed++) {
                long number = seed;
                starts.add(() -> runs.noise(share, number));
            }
        }
        List<Corpus.Sampled> passages = pair.strong().passages();
        List<Integer> ranking = pointer.match().ranking();
        for (int topic : ranking.subList(1, Math.min(1 + 2 * seeds, ranking.size()))) {
            starts.add(() -> runs.elsewhere("topic", topic, pointer.scores(words, passages, topic)));
        }
        return runs.result(all("basin, starts", starts));
    }

    private List<Results.DataPoint> data(DataRuns runs, Corpus corpus, DataRuns.Lda lda) {
        List<Supplier<Results.DataPoint>> points = new ArrayList<>();
        int books = corpus.books().size();
        for (int size : new int[] {10, 20, 40, 80}) {
            for (int draw = 1; size <= books && draw <= plan.size().draws(); draw++) {
                int number = draw;
                points.add(() -> runs.growth(size, number, lda));
            }
        }
        int others = books - (int) corpus.positives();
        for (double share : new double[] {.3, .15, .07}) {
            int positives = Math.max(2, (int) Math.round(others * share / (1 - share)));
            int draws = share == .07 ? plan.size().rareDraws() : plan.size().draws();
            for (int draw = 1; positives < corpus.positives() && draw <= draws; draw++) {
                int number = draw;
                points.add(() -> runs.rare(positives, number, lda));
            }
        }
        return all("data, draws of books", points);
    }

    /** On all cores, in order. */
    private <T> List<T> all(String what, List<Supplier<T>> work) {
        AtomicInteger done = new AtomicInteger();
        return work.parallelStream()
                .map(one -> {
                    T result = one.get();
                    progress.step(what, done.incrementAndGet(), work.size());
                    return result;
                })
                .toList();
    }

    private record Judged(Results.JudgeQuality quality, Results.Steering steering) {}

    private Judged steering(
            Corpus corpus,
            Reading reading,
            Pair pair,
            Pair.Notion notion,
            double[] z,
            Pointer pointer,
            Plan.Layers weak,
            Plan.Layers strong) {
        TextJudging judging = TextJudging.train(
                corpus, plan.brown(), plan.concept().equals("detective"), pointer.match().words(), Content.DETECTIVE);
        TextCache cache = new TextCache(plan.cache().resolve("texts.jsonl"));
        String weakHash = weak.info().sha256();
        String strongHash = strong.info().sha256();
        try (Writer writer = new Writer(plan.strong(), strongHash, cache);
                Writer weakWriter = new Writer(plan.weak(), weakHash, cache);
                Writer reader = new Writer(plan.strong(), strongHash, cache);
                Writer weakReader = new Writer(plan.weak(), weakHash, cache);
                Teller teller = new Teller(
                        writer,
                        weakWriter,
                        reader,
                        weakReader,
                        judging,
                        plan.size().tokens(),
                        plan.size().foreseen(),
                        progress)) {
            SteeringRuns runs = new SteeringRuns(teller, plan.size().storySeeds());
            SteeringVectors vectors = new SteeringVectors(reading.passages(), reading.strong(), strong.steered(), z);
            SteeringVectors weakVectors = new SteeringVectors(reading.passages(), reading.weak(), weak.steered(), z);
            Map<String, Double> members = notion.strong().responsibilities();
            List<String> ownText = runs.ownText();
            Activations own =
                    Activations.read(plan.strong(), strong.info(), strong.read(), ownText, plan.cache(), progress);
            List<Direction> between = vectors.between(members);
            Arm mixture = runs.chooseMixture(vectors.corpus(members, own), between, vectors.within());
            StitchFit stitch = Stitching.fit(reading, pair.weak().layer(), strong.steered(), b -> false);
            Direction inWeak = pair.weak().between(notion.weak().responsibilities());
            Arm unsteered = Arm.plain("unsteered", "");
            Arm prompt = Arm.plain("prompt", "A " + plan.concept() + " story. ");
            double c = SteeringRuns.STRENGTH;
            List<Arm> all = List.of(
                    unsteered,
                    prompt,
                    mixture,
                    Arm.steered("refined", false, between, c),
                    Arm.steered("translated", false, vectors.translated(inWeak, stitch.maps()), c),
                    Arm.steered("oracle", false, vectors.oracle(reading.passages()), c),
                    Arm.steered("shuffled", false, vectors.translated(inWeak, stitch.shuffledMaps()), c),
                    Arm.steered("random", false, vectors.random(1), c),
                    Arm.steered("weak", true, weakVectors.between(notion.weak().responsibilities()), c));
            runs.report(all, "story");
            runs.reject(text -> pointer.score(text), "story");
            runs.report(plan.size().quick() ? List.of(unsteered, prompt, mixture) : all, "short");
            runs.reject(text -> pointer.score(text), "short");
            return new Judged(judging.quality(), runs.result());
        }
    }

    private Results.Setting setting(
            Corpus corpus, Reading reading, Pointer pointer, boolean guided, Results.LayerPair chosen) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put("weak", chosen.weak());
        layers.put("strong", chosen.strong());
        return new Results.Setting(
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

    private static Map<String, String> versions(Corpus corpus, Plan.Layers weak, Plan.Layers strong) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("gumshoe", "0.1.0");
        versions.put("java", Runtime.version().toString());
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
