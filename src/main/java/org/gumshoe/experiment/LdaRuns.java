// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.gumshoe.steer.Limits;

/** The same books, the same seed words, another random beginning of the topic model: what the notion owes to the pointer's luck. */
final class LdaRuns {
    private final Pair pair;
    private final Limits limits;

    LdaRuns(Pair pair, Limits limits) {
        this.pair = pair;
        this.limits = limits;
    }

    /** @param lda the concept scores of the passages by the topic model of a seed */
    List<Supplier<Results.PointerPoint>> runs(int seeds, LongFunction<double[]> lda) {
        return LongStream.rangeClosed(1, seeds)
                .<Supplier<Results.PointerPoint>>mapToObj(seed -> () -> point(seed, lda.apply(seed)))
                .toList();
    }

    private Results.PointerPoint point(long seed, double[] z) {
        Pair.Notion notion = pair.refine(z);
        List<Corpus.Sampled> passages = pair.strong().passages();
        double[] anchored = passages.stream()
                .mapToDouble(p -> notion.strong().anchoredScores().get(p.book().id()))
                .toArray();
        return new Results.PointerPoint(
                seed,
                Scoring.passageAuc(passages, z),
                Scoring.bookAuc(passages, z),
                Scoring.passageAuc(passages, pair.weak().scores(notion.weak(), z)),
                Scoring.passageAuc(passages, pair.strong().scores(notion.strong(), z)),
                Scoring.bookAuc(passages, anchored),
                notion.diagnosis().reliability(),
                notion.diagnosis().correlation(),
                notion.agreement(),
                limits.diverged(notion.diagnosis(), notion.agreement()));
    }
}
