// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.parts.WeakToStrong;

/**
 * Half of the authors to fit everything on, and the other half to score. What needs no concept, such
 * as the stitch map, is fitted once.
 *
 * @param halving number of the halving, from 0
 */
record FittedHalf(
        int halving,
        PairedActivations fitted,
        PairedActivations unseen,
        StitchedLayers layers,
        ReaderFeatures features) {
    /** Name of the null: refined from the topics of random words. */
    static final String RANDOM_POINTER = "random-pointer";

    /** Name of a null: refined strong as it is, scored by labels that are permuted among authors. */
    static final String SHUFFLED_LABELS = "shuffled-labels";

    /** Name of a null: the ceiling trained on such labels, and scored by them. */
    static final String SHUFFLED_CEILING = "shuffled-ceiling";

    static final String CEILING = "ceiling";
    static final String LDA = "lda";
    static final String REFINED_STRONG = "refined-strong";

    static FittedHalf of(
            int halving, PairedActivations fitted, PairedActivations unseen, int weakLayer, int strongLayer) {
        return new FittedHalf(
                halving,
                fitted,
                unseen,
                StitchedLayers.of(fitted, weakLayer, strongLayer),
                new ReaderFeatures(fitted.strong()));
    }

    /**
     * Concept scores of the passages of both halves by a topic model of the fitted half.
     *
     * @param fitted by the concept's topics and words, then the other half's
     * @param random the same by random words and their topics
     */
    record Pointer(ConceptPointer fitted, ConceptPointer unseen, ConceptPointer random, ConceptPointer unseenRandom) {}

    /**
     * Scores of the other half's passages.
     *
     * @param scores by arm
     * @param ceiling name of the supervised reader that was the best on inner folds
     * @param shuffled labels of the nulls
     */
    record Scored(
            int halving,
            List<Corpus.Sampled> passages,
            Map<String, double[]> scores,
            String ceiling,
            BookLabels shuffled) {
        /** Returns the labels that an arm is scored by. */
        BookLabels labels(String arm, BookLabels labels) {
            return arm.equals(SHUFFLED_LABELS) || arm.equals(SHUFFLED_CEILING) ? shuffled : labels;
        }
    }

    /** Returns the scores of all arms that see no label, the null among them. */
    Map<String, double[]> pipeline(Pointer pointer) {
        Map<String, double[]> scores = WeakToStrong.armsAndTopicsAlone(layers, unseen, pointer.fitted, pointer.unseen);
        scores.put(
                RANDOM_POINTER,
                WeakToStrong.unlabelledArms(layers, unseen, pointer.random, pointer.unseenRandom)
                        .get(REFINED_STRONG));
        return scores;
    }

    /** Returns the ceiling by the labels of the fitted half's books alone. */
    SupervisedCeiling ceiling(BookLabels labels) {
        return SupervisedCeiling.choose(
                features,
                fitted.passages().stream().map(p -> p.book().author()).toArray(String[]::new),
                fitted.passages().stream().map(p -> labels.of(p.book())).toArray(Boolean[]::new));
    }

    /**
     * Scores the other half.
     *
     * @throws org.gumshoe.BadInputException when the books do not allow a refinement or a ceiling
     */
    Scored score(Pointer pointer, BookLabels labels) {
        Map<String, double[]> scores = new LinkedHashMap<>(pipeline(pointer));
        SupervisedCeiling ceiling = ceiling(labels);
        scores.put(CEILING, scores(ceiling));
        BookLabels shuffled = ShuffledLabels.within(books(fitted), books(unseen), labels, halving);
        scores.put(SHUFFLED_LABELS, scores.get(REFINED_STRONG));
        scores.put(SHUFFLED_CEILING, scores(ceiling(shuffled)));
        return new Scored(halving, unseen.passages(), scores, ceiling.reader().toString(), shuffled);
    }

    private double[] scores(SupervisedCeiling ceiling) {
        return ceiling.scores(unseen.strong().at(ceiling.reader().layer()));
    }

    private static List<Corpus.Labelled> books(PairedActivations activations) {
        return activations.passages().stream().map(Corpus.Sampled::book).toList();
    }
}
