// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.List;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.CrossFittedRidge;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.probe.RegressionTarget;
import org.gumshoe.steer.shards.QuantileSearch;
import org.gumshoe.steer.shards.Shards;

/**
 * Rounds of a {@link Refinement}. Each asks the shards for the sums of a probe's scores, for their
 * quantiles, and for the target of the next round's probe.
 */
record RefinementRounds(Shards shards, GroupMoments moments, CrossFittedRidge folds, Refinement.Options options) {
    /**
     * The rounds, counted from 0, in which the reliability is measured anew, beside the last one.
     */
    private static final List<Integer> MEASURED = List.of(0, 2, 4, 7);

    private static final List<Integer> MEASURED_WHEN_RELEASED = List.of(9, 12);

    /** Fewest books among which a cluster can be found. */
    private static final int FEWEST = 3;

    Refinement.Solution run(Refinement.Start start) {
        BookCounts counts = BookCounts.of(shards);
        long books = counts.atLeast(FEWEST);
        counts.checkSamePassages(moments);
        BookAnchor anchor = BookAnchor.of(shards, books);
        RegressionTarget target = target(start);
        TrainingLabels.Ranked labels = null;
        CrossFittedProbe first = null;
        double reliability = 0;
        double agreement = Double.NaN;
        for (int round = 0, last = options.rounds() - 1; ; round++) {
            CrossFittedProbe probe = folds.fit(target);
            first = first == null ? probe : first;
            boolean measured = isMeasured(round);
            ProbeScores scores = ProbeScores.of(shards, probe, measured ? folds.fitHalves(target) : List.of(), anchor);
            reliability = measured ? scores.reliability() : reliability;
            boolean mayRelease = options.released() && 2 * round > last;
            if (mayRelease && Double.isNaN(agreement)) {
                // measured once, while the anchor holds: a released probe agrees less with the LDA,
                // which would release it further
                agreement = scores.correlation();
            }
            double a = options.anchorOrNull() != null
                    ? options.anchorOrNull()
                    : AnchorWeight.weight(reliability, mayRelease ? agreement : 1);
            TrainingLabels.Ranked refined = labels(new BookRanking(probe, scores.scale(), anchor, a), books);
            if (round == last) {
                Refinement.Diagnosis diagnosis = new Refinement.Diagnosis(
                        reliability,
                        scores.correlation(),
                        a,
                        change(labels, refined, books),
                        (int) books,
                        counts.allPassages());
                return new Refinement.Solution(refined, first, anchor.ldaShare(), diagnosis);
            }
            labels = refined;
            target = target(labels, shards, moments.width());
        }
    }

    private boolean isMeasured(int round) {
        return round == options.rounds() - 1
                || MEASURED.contains(round)
                || options.released() && MEASURED_WHEN_RELEASED.contains(round);
    }

    private TrainingLabels.Ranked labels(BookRanking ranking, long books) {
        return new TrainingLabels.Ranked(
                ranking,
                QuantileSearch.find(shards, ranking, books, Responsibilities.sharesBelow(options.prevalenceOrNull())));
    }

    private double change(TrainingLabels beforeOrNull, TrainingLabels after, long books) {
        return beforeOrNull == null
                ? Double.NaN
                : shards.ask(new BookQuestion.Change(beforeOrNull, after)).sums()[0] / books;
    }

    private RegressionTarget target(Refinement.Start start) {
        return switch (start) {
            case Refinement.Start.Scores() ->
                RegressionTarget.ofSums(shards.ask(new BookQuestion.ScoreTarget(moments.width()))
                        .sums());
            case Refinement.Start.Books(var labels) ->
                target(new TrainingLabels.Given(labels, "start label"), shards, moments.width());
            case Refinement.Start.Labelled(var labels) -> target(labels, shards, moments.width());
            case Refinement.Start.ReadOut(var readOut) -> RegressionTarget.ofReadOut(moments, readOut);
        };
    }

    /** Asks for the target of one label for each book. */
    static RegressionTarget target(TrainingLabels labels, Shards shards, int width) {
        return RegressionTarget.ofSums(
                shards.ask(new BookQuestion.LabelTarget(labels, width)).sums());
    }
}
