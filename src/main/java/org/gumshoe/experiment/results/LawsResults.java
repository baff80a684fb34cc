// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.results.ExperimentResults.Figure;

/**
 * Results of the part that measures four laws on the concepts of a table. Intervals are of 95 %.
 *
 * @param layers weak and strong layer of the refinement; they are fixed
 * @param texts SHA-256 over the texts of the books
 */
public record LawsResults(
        int books,
        int authors,
        int passages,
        Map<String, Integer> layers,
        String texts,
        Precision precision,
        Warranty warranty,
        Portability portability,
        Maps maps,
        Combinations combinations,
        Strawman strawman) {

    /**
     * Law 1: precision against the number of unlabelled books.
     *
     * @param curves of each concept, and of the mean of the reported ones, whose concept is "mean"
     * @param exponents of error = c N^-p on the mean curve, by arm
     * @param gains what the theories of weak-to-strong gain predict, tested
     */
    public record Precision(int folds, List<Curve> curves, Map<String, Figure> exponents, Gains gains) {}

    /** Figures of an arm against the number of books. */
    public record Curve(String concept, String use, String arm, List<Point> points) {}

    /**
     * Figures at a number of books.
     *
     * @param fits that the books allowed, over folds and draws
     * @param pgr performance gap recovered on AUC; NaN for the ends of the gap
     */
    public record Point(int books, int fits, Figure auc, Figure ap, Figure pgr) {}

    /**
     * Tests of theories.
     *
     * @param strongMinusWeak paired difference of the mean AUC by number of books
     * @param spread 1 - correlation of the passages' scores between two draws of books, by arm and number of
     *     books: the variance that comes from the books
     * @param discrepancy rank correlation, over concepts, of 1 - agreement of the two models with the
     *     strong model's gain over the weak one
     */
    public record Gains(
            Map<Integer, Figure> strongMinusWeak, Map<String, Map<Integer, Figure>> spread, Rank discrepancy) {}

    /**
     * Spearman's rank correlation.
     *
     * @param correlation with its bootstrap interval over cases
     * @param nullBand the correlation's absolute value below which 95 % of shuffled cases lie
     */
    public record Rank(String one, String other, int cases, Figure correlation, double nullBand) {}

    /**
     * Law 2: the basin of attraction and its alarm.
     *
     * @param home share of runs that come home, by number of books and share of noise
     * @param radius share of noise at which half of the runs come home, by number of books
     * @param squareRoot c of radius = 1 - c / sqrt(N)
     * @param exponent p of 1 - radius = c N^-p; .5 if the law holds
     * @param kinds number of failed runs of each kind
     * @param alarms by name, of the reported concepts' runs
     * @param local share of restarts that come home, by concept, from the clean ends
     * @param nulls where refinements of all books end from pointers of noise alone, by kind of noise
     */
    public record Warranty(
            int runs,
            Map<Integer, Map<Double, Figure>> home,
            Map<Integer, Figure> radius,
            Figure squareRoot,
            Figure exponent,
            Map<String, Integer> kinds,
            Map<String, Alarm> alarms,
            Map<String, Double> local,
            Map<String, NoiseEnds> nulls) {
        public Warranty {
            nulls = nulls == null ? Map.of() : nulls;
        }
    }

    /**
     * An alarm's skill at telling failed runs.
     *
     * @param auc area under the ROC curve, with a bootstrap interval over concepts
     * @param threshold chosen on the choosing concepts, at most .05 of whose good runs it flags
     * @param noticed share of the reported concepts' failed runs that it flags
     * @param flagged share of their good runs that it flags
     * @param curve points (share of good runs flagged, share of failed runs flagged)
     */
    public record Alarm(
            int failed,
            int good,
            Figure auc,
            double threshold,
            Figure noticed,
            Figure flagged,
            List<List<Double>> curve) {}

    /**
     * Law 3: what makes a topic portable.
     *
     * @param ranks of each predictor with each outcome
     * @param stories causal shift of stories by reader, means over topics; empty where none were written
     */
    public record Portability(List<Topic> topics, List<Rank> ranks, Map<String, StoryShift.Means> stories) {
        public Portability {
            stories = stories == null ? Map.of() : stories;
        }
    }

    /**
     * A topic of an unseeded topic model.
     *
     * @param mediation I(X1; X2 | topic) in nats, of two passages of a book
     * @param redundancy I(topic; X2 | X1) in nats
     * @param shuffledMediation the same with the topic's shares dealt to other books
     * @param auc of the translated probe at telling the fifth of the unseen books with the largest shares
     * @param cosine standardised, of the translated direction with the strong model's own from the other books
     * @param shift change of the mean logit of the topic's words by the translated direction, in nats
     * @param randomShift the same by a random direction of the same norm
     * @param radius share of perturbed restarts that come home
     * @param storiesByWords by the topic's share of the written words
     * @param storiesByProbe by the probe that the weak model refined on books of other authors
     */
    public record Topic(
            List<String> words,
            double mediation,
            double redundancy,
            double shuffledMediation,
            double shuffledRedundancy,
            double auc,
            double cosine,
            double shift,
            double randomShift,
            double radius,
            StoryShift storiesByWords,
            StoryShift storiesByProbe) {
        /** Returns the same topic with its shift of stories. */
        public Topic with(StoryShift byWords, StoryShift byProbe) {
            return new Topic(
                    words,
                    mediation,
                    redundancy,
                    shuffledMediation,
                    shuffledRedundancy,
                    auc,
                    cosine,
                    shift,
                    randomShift,
                    radius,
                    byWords,
                    byProbe);
        }
    }

    /**
     * Law 4: maps without shared books, and chains.
     *
     * @param unpaired by kind of map
     * @param layers R² by dimension of paired maps, by "weak layer -> strong layer"
     * @param chains through a middle, by its name; "direct" is the map without one
     * @param stories transfer of stories by map, by the strong model's own vector and by a random direction; empty
     *     where none were written
     */
    public record Maps(
            int fits,
            Map<String, MapFigures> unpaired,
            Map<String, Figure> layers,
            Map<String, MapFigures> chains,
            Map<String, StoryShift.Transfer> stories) {
        public Maps {
            stories = stories == null ? Map.of() : stories;
        }
    }

    /**
     * Quality of maps: means over fits, with the interval of the mean over fits.
     *
     * @param r2 over all dimensions, on books of unseen authors
     * @param r2Dimension averaged over dimensions
     * @param auc of the reported concepts' translated probes on passages of unseen authors
     */
    public record MapFigures(Figure r2, Figure r2Dimension, Figure auc) {}

    /** Negatives and pairs of concepts, at the level of probes. */
    public record Combinations(List<Negative> negatives, List<Pair> pairs) {}

    /**
     * The opposite of a concept.
     *
     * @param turned AUC at "not the concept" of the concept's score times -1
     * @param refined the same of a refinement from the opposite pointer
     */
    public record Negative(String concept, Figure turned, Figure refined) {}

    /**
     * Two concepts at once, scored by the sum of their standardised scores.
     *
     * @param books that have both labels
     * @param sum AUC at books with both labels; NaN when fewer than three books have both
     * @param least the same of the smaller of the two scores
     * @param better the same of the better single score
     * @param lostOne AUC at the first concept by its own score less that by the sum
     * @param lostOther the same of the second
     */
    public record Pair(
            String one,
            String other,
            int books,
            Figure sum,
            Figure least,
            Figure better,
            Figure lostOne,
            Figure lostOther) {}

    /**
     * The strawman, filtering by the topic model, beside everything else.
     *
     * @param share of all passages that are positive: precision by chance
     * @param ceiling largest precision of the topic model's filter at any cut that keeps .05 or more
     * @param precision by arm: at each of {@code kept}
     * @param kept shares of the passages that are kept
     * @param plane passages in a plane of the strong model's activations
     */
    public record Strawman(
            String concept,
            double share,
            Figure ceiling,
            List<Double> kept,
            Map<String, List<Figure>> precision,
            List<PlanePoint> plane) {}

    /**
     * A passage in the plane.
     *
     * @param x along the difference of the class means
     * @param y along the largest principal component orthogonal to it
     * @param byLda whether the topic model's filter picks it
     * @param byRefined whether the refined concept picks it, at equal number
     */
    public record PlanePoint(double x, double y, boolean positive, boolean byLda, boolean byRefined) {}
}
