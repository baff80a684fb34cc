// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PointedScores;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.halves.LinearReader;
import org.gumshoe.experiment.halves.ReaderFeatures;
import org.gumshoe.experiment.halves.SupervisedCeiling;
import org.gumshoe.steer.Statistics;

/**
 * Fits on random books of most of the authors, which score the books of the others: authors are dealt to
 * folds, and from the books outside of a fold a number is drawn. The draws of one fold are nested.
 */
final class FoldFits {
    static final int FOLDS = 4;
    private static final int[] BOOKS = {10, 20, 40, 80};
    private static final long SEED = 4;

    private final LawSetting setting;
    private final Map<String, Integer> fold;

    FoldFits(LawSetting setting) {
        this.setting = setting;
        this.fold = AuthorGroups.deal(setting.corpus().books(), FOLDS, SEED);
    }

    /** Returns the numbers of books; the last is about all that are outside of a fold. */
    List<Integer> sizes() {
        int all = setting.corpus().books().size() * (FOLDS - 1) / FOLDS;
        List<Integer> sizes = new ArrayList<>(
                Arrays.stream(BOOKS).filter(n -> n < all).boxed().toList());
        sizes.add(all);
        return sizes;
    }

    /** Returns the scores by number of books and draw; all books outside of a fold can be drawn only once. */
    Map<Integer, List<FoldScores>> run() {
        Map<Integer, List<FoldScores>> scores = new LinkedHashMap<>();
        List<Integer> sizes = sizes();
        long done = 0;
        for (int size : sizes) {
            boolean all = size == sizes.getLast();
            List<FoldScores> draws = new ArrayList<>();
            for (int draw = 0; draw < (all ? 1 : setting.repetitions()); draw++) {
                FoldScores one = new FoldScores(setting.passages().size());
                for (int f = 0; f < FOLDS; f++) {
                    fit(f, books(f, draw, all ? Integer.MAX_VALUE : size), all, one);
                    setting.progress()
                            .step(
                                    "fits by number of books",
                                    ++done,
                                    FOLDS * (1L + (sizes.size() - 1) * setting.repetitions()));
                }
                draws.add(one);
            }
            scores.put(size, draws);
        }
        return scores;
    }

    private Set<String> books(int f, int draw, int size) {
        List<String> pool = new ArrayList<>(
                fold.keySet().stream().filter(id -> fold.get(id) != f).sorted().toList());
        Collections.shuffle(pool, new Random(SEED + 100L * draw + f));
        return new TreeSet<>(pool.subList(0, Math.min(size, pool.size())));
    }

    private void fit(int f, Set<String> books, boolean all, FoldScores into) {
        PairedActivations fitted = setting.activations().only(b -> books.contains(b.id()));
        PairedActivations unseen = setting.activations().only(b -> fold.get(b.id()) == f);
        int[] in = setting.passagesOf(books);
        Set<String> scored =
                setting.ids(unseen.passages().stream().map(Corpus.Sampled::book).toList());
        int[] out = setting.passagesOf(scored);
        LawPointers.Pointers pointers = setting.pointers().of(books);
        StitchedLayers layers = StitchedLayers.of(
                fitted, setting.weak().refined(), setting.strong().refined());
        ReaderFeatures features = new ReaderFeatures(fitted.strong(), readers(fitted));
        // random words are the same for every concept
        FoldScores random = new FoldScores(setting.passages().size());
        new Arms(layers, unseen, in, out, FoldScores.RANDOM, random)
                .refined(pointers.random(), null, FoldScores.RANDOM);
        setting.concepts().parallelStream().forEach(c -> {
            ConceptPointer pointer = pointers.byConcept().get(c.name());
            Arms arms = new Arms(layers, unseen, in, out, c.name(), into);
            arms.pointer(FoldScores.LDA, pointer.z());
            arms.pointer(FoldScores.WORDS, pointer.strongWordsOrNull());
            arms.refined(pointer, FoldScores.WEAK, FoldScores.STRONG);
            arms.refined(ConceptPointer.ofTopics(pointer.z()), null, FoldScores.TOPICS_ALONE);
            if (random.fits(FoldScores.RANDOM, FoldScores.RANDOM) > 0) {
                into.put(
                        c.name(), FoldScores.RANDOM, out, picked(random.of(FoldScores.RANDOM, FoldScores.RANDOM), out));
            }
            if (all) {
                arms.refined(opposite(pointer), null, FoldScores.OPPOSITE);
            }
            into.put(
                    c.name(),
                    FoldScores.LABELS,
                    out,
                    labels(features, fitted, unseen, setting.labels().get(c.name())));
        });
    }

    private static ConceptPointer opposite(ConceptPointer pointer) {
        double most = Arrays.stream(pointer.z()).max().orElseThrow();
        return new ConceptPointer(
                Arrays.stream(pointer.z()).map(v -> most - v).toArray(),
                Arrays.stream(pointer.weakWordsOrNull()).map(v -> -v).toArray(),
                Arrays.stream(pointer.strongWordsOrNull()).map(v -> -v).toArray());
    }

    private int[] readers(PairedActivations fitted) {
        return new int[] {setting.strong().refined(), fitted.strong().model().blocks()};
    }

    /** Arms of one concept in one fold. */
    private record Arms(
            StitchedLayers layers, PairedActivations unseen, int[] in, int[] out, String concept, FoldScores into) {
        void pointer(String arm, double[] scores) {
            into.put(concept, arm, out, standard(picked(scores, out), picked(scores, in)));
        }

        void refined(ConceptPointer pointer, String weakArmOrNull, String strongArm) {
            ConceptPointer fitted = pointer.only(in);
            ConceptPointer other = pointer.only(out);
            try {
                StitchedLayers.Concept found = layers.refine(fitted);
                into.agreed(concept, strongArm, found.agreement());
                if (weakArmOrNull != null) {
                    into.put(
                            concept,
                            weakArmOrNull,
                            out,
                            PointedScores.ofUnseen(
                                    layers.weak(),
                                    found.weak(),
                                    fitted.weak(),
                                    unseen.weak().at(layers.weak().layer()),
                                    other.weak()));
                }
                into.put(
                        concept,
                        strongArm,
                        out,
                        PointedScores.ofUnseen(
                                layers.strong(),
                                found.strong(),
                                fitted.strong(),
                                unseen.strong().at(layers.strong().layer()),
                                other.strong()));
            } catch (BadInputException refused) {
                // so few books allow no refinement, or cannot judge the map: the passages have no score
                return;
            }
        }
    }

    /** Scores by a ridge on true labels. Books without a positive one teach it nothing: all scores are 0. */
    private double[] labels(
            ReaderFeatures features, PairedActivations fitted, PairedActivations unseen, BookLabels labels) {
        Boolean[] known =
                fitted.passages().stream().map(p -> labels.of(p.book())).toArray(Boolean[]::new);
        List<LinearReader> readers = Arrays.stream(readers(fitted))
                .boxed()
                .flatMap(layer -> LinearReader.all(LinearReader.Kind.RIDGE, layer).stream())
                .toList();
        try {
            SupervisedCeiling ceiling = SupervisedCeiling.choose(
                    readers,
                    features,
                    fitted.passages().stream().map(p -> p.book().author()).toArray(String[]::new),
                    known);
            double[] inSample =
                    ceiling.scores(fitted.strong().at(ceiling.reader().layer()));
            return standard(ceiling.scores(unseen.strong().at(ceiling.reader().layer())), inSample);
        } catch (BadInputException tooFewPositiveAuthors) {
            return new double[unseen.passages().size()];
        }
    }

    private static double[] picked(double[] scores, int[] at) {
        return Arrays.stream(at).mapToDouble(i -> scores[i]).toArray();
    }

    /** Standardises by mean and deviation of the fitted side; what does not vary there is 0. */
    private static double[] standard(double[] values, double[] fitted) {
        double mean = Statistics.mean(fitted);
        double deviation = Statistics.deviation(fitted);
        return Arrays.stream(values)
                .map(v -> deviation > 0 ? (v - mean) / deviation : 0)
                .toArray();
    }
}
