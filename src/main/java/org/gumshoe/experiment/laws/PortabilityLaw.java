// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.laws.statistics.NaturalLatent;
import org.gumshoe.experiment.laws.statistics.RankCorrelation;
import org.gumshoe.experiment.laws.stories.StoryReader;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.basin.LocalRadius;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;

/**
 * Law 3: what makes a topic portable. For each topic of an unseeded topic model: how nearly it is a natural
 * latent of a book's passages, against how well it passes from the weak model to the strong one.
 */
final class PortabilityLaw {
    private static final int TOPICS = 50;
    private static final int WORDS = 10;
    private static final long SEED = 17;

    /** Share of the unseen books that count as the topic's. */
    private static final double TOP = .2;

    /** A topic that is mostly of one book is that book's. */
    private static final double MOST_OF_ONE_BOOK = .5;

    private final LawSetting setting;
    private final StitchedLayers all;
    private final List<StitchedLayers> halves;

    PortabilityLaw(LawSetting setting) {
        this.setting = setting;
        Map<String, Integer> half = AuthorGroups.deal(setting.corpus().books(), 2, SEED);
        this.all = setting.stitched(half.keySet());
        this.halves = IntStream.range(0, 2)
                .mapToObj(h -> setting.stitched(half.keySet().stream()
                        .filter(b -> half.get(b) == h)
                        .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    LawsResults.Portability result() {
        TopicModel model = setting.pointers()
                .unseeded(Math.min(TOPICS, setting.corpus().books().size()));
        double[][] shares = setting.pointers().shares(model);
        List<Measured> measured;
        try (CausalShift shift = new CausalShift(setting.config().strong())) {
            measured = IntStream.range(0, model.topics())
                    .parallel()
                    .mapToObj(t -> topic(model, t, shares[t], shift))
                    .filter(Objects::nonNull)
                    .toList();
        }
        List<TopicStories.Shifts> stories = TopicStories.write(
                        setting, model, measured.stream().map(Measured::told).toList(), halves)
                .shifts();
        List<LawsResults.Topic> topics = IntStream.range(0, measured.size())
                .mapToObj(i -> measured.get(i)
                        .topic()
                        .with(stories.get(i).byWords(), stories.get(i).byProbe()))
                .toList();
        return new LawsResults.Portability(topics, ranks(topics), TopicStories.figures(topics));
    }

    private static List<LawsResults.Rank> ranks(List<LawsResults.Topic> topics) {
        Map<String, ToDoubleFunction<LawsResults.Topic>> errors = new LinkedHashMap<>();
        errors.put("mediation", LawsResults.Topic::mediation);
        errors.put("redundancy", LawsResults.Topic::redundancy);
        errors.put("mediation, shuffled topic", LawsResults.Topic::shuffledMediation);
        errors.put("redundancy, shuffled topic", LawsResults.Topic::shuffledRedundancy);
        Map<String, ToDoubleFunction<LawsResults.Topic>> outcomes = new LinkedHashMap<>();
        outcomes.put("AUC translated", LawsResults.Topic::auc);
        outcomes.put("cosine", LawsResults.Topic::cosine);
        outcomes.put("causal shift", t -> t.shift() - t.randomShift());
        outcomes.put("stories, by words", t -> t.storiesByWords().beyondOthers());
        outcomes.put("stories, by probe", t -> t.storiesByProbe().beyondOthers());
        outcomes.put("local radius", LawsResults.Topic::radius);
        List<LawsResults.Rank> ranks = new ArrayList<>();
        errors.forEach((error, x) -> outcomes.forEach((outcome, y) -> ranks.add(RankCorrelation.of(
                error,
                outcome,
                topics.stream().mapToDouble(x).toArray(),
                topics.stream().mapToDouble(y).toArray()))));
        return ranks;
    }

    /** Topic without its stories, and what they are to be written from. */
    private record Measured(LawsResults.Topic topic, TopicStories.Told told) {}

    /** Returns null for a topic of one book, and for one that the books do not let the models learn. */
    private Measured topic(TopicModel model, int t, double[] z, CausalShift shift) {
        Map<String, Double> share = BookAggregates.meanByBook(setting.passages(), z);
        double sum = share.values().stream().mapToDouble(v -> v).sum();
        if (!BasinRunner.isPresent(z) || Collections.max(share.values()) > MOST_OF_ONE_BOOK * sum) {
            return null;
        }
        try {
            List<String> words = model.topWords(t, WORDS);
            List<Transfer> transfers = List.of(transfer(0, z), transfer(1, z));
            Direction direction = transfers.getFirst().direction;
            LayerDataset strong = all.strong();
            Refinement.Result refined = strong.refine(z, new Refinement.Start.Scores());
            Map<String, Double> latent = new TreeMap<>();
            share.forEach((book, v) -> latent.put(book, Math.log(v + 1e-4)));
            Map<String, double[]> said = byBook(strong.scores(refined.probe()));
            NaturalLatent errors = NaturalLatent.of(said, latent);
            NaturalLatent shuffled = NaturalLatent.of(said, shuffled(latent, t));
            LawsResults.Topic topic = new LawsResults.Topic(
                    words,
                    errors.mediation(),
                    errors.redundancy(),
                    shuffled.mediation(),
                    shuffled.redundancy(),
                    transfers.stream().mapToDouble(Transfer::auc).average().orElseThrow(),
                    transfers.stream().mapToDouble(Transfer::cosine).average().orElseThrow(),
                    shift.of(direction, words),
                    shift.of(CausalShift.random(direction, strong.deviation(), t), words),
                    LocalRadius.of(refined, start -> strong.refine(z, start), t),
                    null,
                    null);
            return new Measured(
                    topic,
                    new TopicStories.Told(
                            t,
                            Statistics.deviation(z),
                            transfers.stream().map(Transfer::direction).toList(),
                            transfers.stream().map(Transfer::reader).toList()));
        } catch (BadInputException refused) {
            return null;
        }
    }

    private record Transfer(Direction direction, StoryReader reader, double auc, double cosine) {}

    /** Refines the topic in the weak model on one half, and judges its translation on the other. */
    private Transfer transfer(int half, double[] z) {
        StitchedLayers fitted = halves.get(half);
        LayerDataset unseen = halves.get(1 - half).strong();
        StitchedLayers.Concept refined =
                fitted.refine(ConceptPointer.ofTopics(z).only(at(fitted)));
        Direction translated = refined.translated();
        double[] there =
                ConceptPointer.ofTopics(z).only(at(halves.get(1 - half))).z();
        Map<String, Double> share = BookAggregates.meanByBook(unseen.passages(), there);
        Direction own = unseen.classContrast(Responsibilities.ofBooks(share, null));
        double cut =
                Statistics.quantile(share.values().stream().mapToDouble(v -> v).toArray(), 1 - TOP);
        float[] readOut = fitted.strong().readOut(translated);
        double[] scores = new double[setting.passages().size()];
        Arrays.fill(scores, Double.NaN);
        int[] at = at(halves.get(1 - half));
        for (int i = 0; i < at.length; i++) {
            scores[at[i]] = Statistics.dot(unseen.rows()[i], readOut);
        }
        ConceptRanking ranking =
                new ConceptRanking(setting, book -> share.containsKey(book.id()) ? share.get(book.id()) >= cut : null);
        return new Transfer(
                translated,
                StoryReader.of(
                        refined.weak().probe(), halves.get(1 - half).weak().rows()),
                ranking.plainAuc(scores, p -> true),
                Cosine.standardised(translated.unit(), own.unit(), unseen.deviation()));
    }

    private int[] at(StitchedLayers layers) {
        Set<String> books = setting.ids(
                layers.strong().passages().stream().map(Corpus.Sampled::book).toList());
        return setting.passagesOf(books);
    }

    private Map<String, double[]> byBook(double[] scores) {
        Map<String, List<Double>> byBook = new TreeMap<>();
        for (int i = 0; i < scores.length; i++) {
            byBook.computeIfAbsent(setting.passages().get(i).book().id(), b -> new ArrayList<>())
                    .add(scores[i]);
        }
        Map<String, double[]> out = new TreeMap<>();
        byBook.forEach((book, s) -> out.put(book, s.stream().mapToDouble(v -> v).toArray()));
        return out;
    }

    private static Map<String, Double> shuffled(Map<String, Double> values, long seed) {
        List<Double> order = new ArrayList<>(values.values());
        Collections.shuffle(order, new Random(seed));
        Map<String, Double> shuffled = new TreeMap<>();
        int next = 0;
        for (String book : values.keySet()) {
            shuffled.put(book, order.get(next++));
        }
        return shuffled;
    }
}
