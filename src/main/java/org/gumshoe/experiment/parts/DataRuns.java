// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.parts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PointedScores;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.steer.basin.DivergenceThresholds;

/**
 * Refinements of random subsets of the books: of growing size, and with ever fewer positive books.
 * Scores are on the books of the subset, by weights that saw no book of the author.
 */
public final class DataRuns {
    private static final int[] SIZES = {10, 20, 40, 80};
    private static final double RAREST = .07;
    private static final double[] SHARES = {.3, .15, RAREST};

    private final PairedActivations activations;
    private final int weakLayer;
    private final int strongLayer;
    private final DivergenceThresholds thresholds;

    public DataRuns(PairedActivations activations, int weakLayer, int strongLayer, DivergenceThresholds thresholds) {
        this.activations = activations;
        this.weakLayer = weakLayer;
        this.strongLayer = strongLayer;
        this.thresholds = thresholds;
    }

    /** Source of the pointer of the passages of a subset. */
    public interface Pointing {
        ConceptPointer pointer(PairedActivations part);
    }

    /** Returns all runs: growing subsets, and positive books as 30, 15 and 7 % of all. */
    public List<Supplier<ExperimentResults.DataPoint>> draws(ExperimentConfig.Size size, Pointing pointing) {
        List<Supplier<ExperimentResults.DataPoint>> draws = new ArrayList<>();
        int all = BookAggregates.books(activations.passages()).size();
        int positiveBooks = (int) BookAggregates.books(activations.passages()).stream()
                .filter(Corpus.Labelled::isPositive)
                .count();
        for (int books : SIZES) {
            for (int draw = 1; books <= all && draw <= size.draws(); draw++) {
                int number = draw;
                draws.add(() -> growth(books, number, pointing));
            }
        }
        for (double share : SHARES) {
            int positives = Math.max(2, (int) Math.round((all - positiveBooks) * share / (1 - share)));
            int times = share == RAREST ? size.rareDraws() : size.draws();
            for (int draw = 1; positives < positiveBooks && draw <= times; draw++) {
                int number = draw;
                draws.add(() -> rare(positives, number, pointing));
            }
        }
        return draws;
    }

    /**
     * Refines the first {@code size} books of a random order that has at least two of each kind.
     */
    ExperimentResults.DataPoint growth(int size, int draw, Pointing pointing) {
        List<Corpus.Labelled> order = new ArrayList<>(BookAggregates.books(activations.passages()));
        Random random = new Random(17L * size + draw);
        for (int attempt = 0; ; attempt++) {
            Collections.shuffle(order, random);
            List<Corpus.Labelled> first = order.subList(0, Math.min(size, order.size()));
            long positives = first.stream().filter(Corpus.Labelled::isPositive).count();
            long negatives = first.stream().filter(Corpus.Labelled::isNegative).count();
            if (positives > 1 && negatives > 1 || attempt == 1000) {
                return point("growth", first, draw, pointing);
            }
        }
    }

    /** Refines all other books and a random subset of {@code positives} positive ones. */
    ExperimentResults.DataPoint rare(int positives, int draw, Pointing pointing) {
        List<Corpus.Labelled> positiveBooks = new ArrayList<>();
        List<Corpus.Labelled> part = new ArrayList<>();
        for (Corpus.Labelled book : BookAggregates.books(activations.passages())) {
            (book.isPositive() ? positiveBooks : part).add(book);
        }
        Collections.shuffle(positiveBooks, new Random(101L * positives + draw));
        part.addAll(positiveBooks.subList(0, Math.min(positives, positiveBooks.size())));
        return point("rare", part, draw, pointing);
    }

    private ExperimentResults.DataPoint point(String kind, List<Corpus.Labelled> books, int draw, Pointing pointing) {
        Set<Corpus.Labelled> wanted = new HashSet<>(books);
        PairedActivations part = activations.only(wanted::contains);
        ConceptPointer pointer = pointing.pointer(part);
        StitchedLayers layers = StitchedLayers.of(part, weakLayer, strongLayer);
        StitchedLayers.Concept concept = layers.refine(pointer);
        List<Corpus.Sampled> passages = part.passages();
        return new ExperimentResults.DataPoint(
                kind,
                books.size(),
                (int) books.stream().filter(Corpus.Labelled::isPositive).count(),
                draw,
                LabelScoring.passageAuc(passages, pointer.z()),
                LabelScoring.passageAuc(
                        passages, PointedScores.crossFitted(layers.weak(), concept.weak(), pointer.weak())),
                LabelScoring.passageAuc(
                        passages, PointedScores.crossFitted(layers.strong(), concept.strong(), pointer.strong())),
                LabelScoring.passageAuc(
                        passages, layers.strong().scores(layers.strong().supervised())),
                concept.diagnosis().reliability(),
                concept.diagnosis().correlation(),
                concept.agreement(),
                thresholds.diverged(concept.diagnosis(), concept.agreement()));
    }
}
