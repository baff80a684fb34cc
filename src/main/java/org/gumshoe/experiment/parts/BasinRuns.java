// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PointedScores;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.basin.DivergenceThresholds;
import org.gumshoe.steer.refine.ClusterIntersection;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;

/**
 * Refinements from spoilt starts, which measure the basin of attraction: noise replaces the
 * pointer, or the refinement starts from another cluster while the pointer remains the anchor.
 * Labels score the end; the diagnosis must recognise failures without them.
 */
public final class BasinRuns {
    private static final double[] SHARES = {.1, .2, .3, .4, .5, .6, .7, .8, .9, 1};
    private static final double TOLERANCE = .03;
    private static final int WRONG_SEEDS = 10;
    private static final long CLUSTER_SEED = 1;

    private final StitchedLayers layers;
    private final ConceptPointer pointer;
    private final DivergenceThresholds thresholds;
    private final Direction clean;

    public BasinRuns(StitchedLayers layers, ConceptPointer pointer, DivergenceThresholds thresholds) {
        this.layers = layers;
        this.pointer = pointer;
        this.thresholds = thresholds;
        this.clean =
                layers.strong().classContrast(layers.refine(pointer).strong().responsibilities());
    }

    /**
     * Returns all runs: noise at every level, the topics that the seed words rank next, random
     * words instead of seed words, and the strong model's own clusters.
     */
    public List<Supplier<ExperimentResults.Start>> starts(int seeds, LdaConcept lda, LdaConcept.WordCounts words) {
        List<Supplier<ExperimentResults.Start>> starts = new ArrayList<>(List.of(() -> noise(0, 1)));
        for (double share : SHARES) {
            for (int seed = 1; seed <= seeds; seed++) {
                long number = seed;
                starts.add(() -> noise(share, number));
            }
        }
        List<Corpus.Sampled> passages = layers.strong().passages();
        List<Integer> ranking = lda.match().ranking();
        for (int topic : ranking.subList(1, Math.min(1 + 2 * seeds, ranking.size()))) {
            starts.add(() -> startFrom("topic", topic, lda.scores(words, passages, topic)));
        }
        for (int seed = 1; seed <= 2 * seeds; seed++) {
            long number = seed;
            starts.add(() -> startFrom(
                    "seeds", number, lda.randomControl(WRONG_SEEDS, number).scores(words, passages)));
        }
        starts.add(this::clusters);
        return starts;
    }

    /**
     * Gives a share of the passages the topics and words of a random passage; start and anchor are
     * spoilt alike.
     */
    private ExperimentResults.Start noise(double share, long seed) {
        Random random = new Random(31 * seed + Math.round(1000 * share));
        List<Integer> shuffled =
                new ArrayList<>(IntStream.range(0, pointer.z().length).boxed().toList());
        Collections.shuffle(shuffled, random);
        ConceptPointer noisy = pointer.only(IntStream.range(0, shuffled.size())
                .map(i -> random.nextDouble() < share ? shuffled.get(i) : i)
                .toArray());
        return start("noise", share, seed, noisy.z(), noisy, layers.refine(noisy));
    }

    /** Starts from other scores, while the concept's own pointer remains the anchor. */
    private ExperimentResults.Start startFrom(String kind, long number, double[] other) {
        return startFrom(kind, number, other, responsibilities(other));
    }

    private ExperimentResults.Start startFrom(String kind, long number, double[] scores, Map<String, Double> books) {
        return start(kind, 0, number, scores, pointer, layers.refine(pointer, new Refinement.Start.Books(books)));
    }

    /** Starts from the cluster of the strong model's books that overlaps most with the LDA's. */
    private ExperimentResults.Start clusters() {
        LayerDataset strong = layers.strong();
        Map<String, Double> members = ClusterIntersection.find(
                        strong.sums(pointer.z()), responsibilities(pointer.z()), strong.layer(), CLUSTER_SEED)
                .members();
        double[] ofBooks = strong.passages().stream()
                .mapToDouble(p -> members.get(p.book().id()))
                .toArray();
        return startFrom("clusters", CLUSTER_SEED, ofBooks, members);
    }

    private Map<String, Double> responsibilities(double[] scores) {
        return Responsibilities.ofBooks(
                BookAggregates.meanByBook(layers.strong().passages(), scores), null);
    }

    private ExperimentResults.Start start(
            String kind, double noise, long seed, double[] start, ConceptPointer anchor, StitchedLayers.Concept end) {
        LayerDataset strong = layers.strong();
        Direction direction = strong.classContrast(end.strong().responsibilities());
        return new ExperimentResults.Start(
                kind,
                noise,
                seed,
                LabelScoring.passageAuc(strong.passages(), start),
                LabelScoring.passageAuc(
                        strong.passages(), strong.scores(end.strong().probe())),
                LabelScoring.passageAuc(
                        strong.passages(), PointedScores.crossFitted(strong, end.strong(), anchor.strong())),
                Cosine.standardised(direction.unit(), clean.unit(), strong.deviation()),
                end.diagnosis().reliability(),
                end.diagnosis().correlation(),
                end.agreement(),
                thresholds.diverged(end.diagnosis(), end.agreement()));
    }

    public ExperimentResults.Basin result(List<ExperimentResults.Start> starts) {
        Map<String, Double> stated = new LinkedHashMap<>();
        stated.put("reliability", thresholds.reliability());
        stated.put(
                "correlation",
                thresholds.correlation(
                        BookAggregates.books(layers.strong().passages()).size()));
        stated.put("agreement", thresholds.agreement());
        return new ExperimentResults.Basin(radius(starts), stated, List.copyOf(starts));
    }

    private static double radius(List<ExperimentResults.Start> starts) {
        double cleanEnd = starts.stream()
                .filter(s -> s.kind().equals("noise") && s.noise() == 0)
                .mapToDouble(ExperimentResults.Start::endAuc)
                .average()
                .orElse(Double.NaN);
        double radius = 0;
        for (double share : starts.stream()
                .filter(s -> s.kind().equals("noise"))
                .map(ExperimentResults.Start::noise)
                .distinct()
                .sorted()
                .toList()) {
            boolean allNear = starts.stream()
                    .filter(s -> s.kind().equals("noise") && s.noise() == share)
                    .allMatch(s -> s.endAuc() >= cleanEnd - TOLERANCE);
            if (!allNear) {
                return radius;
            }
            radius = share;
        }
        return radius;
    }
}
