// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.List;
import java.util.Map;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.RankQuestion;
import org.gumshoe.steer.shards.RecordFormat;
import org.gumshoe.steer.shards.ShardRanking;

/**
 * Serialised form of the questions of a refinement, for shards that live elsewhere. Only instances of
 * one release read it from one another. Not thread-safe.
 */
public final class QuestionFormat {
    private final RecordFormat format = new RecordFormat(Map.of(
            Question.class,
            List.of(
                    BookQuestion.Counts.class,
                    BookQuestion.WordSums.class,
                    BookQuestion.PointerSums.class,
                    BookQuestion.ScoreSums.class,
                    BookQuestion.ProbePairs.class,
                    BookQuestion.ScoreTarget.class,
                    BookQuestion.LabelTarget.class,
                    BookQuestion.Change.class,
                    RankQuestion.Histogram.class,
                    RankQuestion.Within.class,
                    PassageQuestion.ScoreSums.class,
                    PassageQuestion.LabelTarget.class,
                    PassageQuestion.ReadOutSums.class,
                    PassageQuestion.Rows.class,
                    ClusterQuestion.LdaScores.class,
                    ClusterQuestion.LabelSum.class,
                    ClusterQuestion.Contrast.class,
                    ClusterQuestion.Likeliest.class,
                    ClusterQuestion.SeedWords.class,
                    ClusterQuestion.Agreement.class,
                    ClusterQuestion.Stability.class,
                    ClusterQuestion.Sample.class,
                    ClusterQuestion.Passages.class,
                    ClusterQuestion.OwnTexts.class,
                    ClusterQuestion.MomentRows.class,
                    ClusterQuestion.GeneratedTexts.class),
            ShardRanking.class,
            List.of(BookRanking.class, PassageRanking.class, LdaRanking.class),
            TrainingLabels.class,
            List.of(
                    TrainingLabels.Ranked.class,
                    TrainingLabels.ByLda.class,
                    TrainingLabels.OfOther.class,
                    TrainingLabels.Perturbed.class)));

    public byte[] write(Question question) {
        return format.write(Question.class, question);
    }

    /**
     * Reads a question.
     *
     * @throws org.gumshoe.BadInputException when {@link #write} of this release did not write the bytes
     */
    public Question read(byte[] bytes) {
        return format.read(Question.class, bytes);
    }

    public byte[] write(BookRules rules) {
        return format.write(BookRules.class, rules);
    }

    /** Reads rules; otherwise as {@link #read(byte[])}. */
    public BookRules readRules(byte[] bytes) {
        return format.read(BookRules.class, bytes);
    }
}
