// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import org.gumshoe.BadInputException;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.probe.Scale;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.ShardRanking;
import org.gumshoe.steer.shards.Shards;
import org.gumshoe.steer.shards.TrainingBook;

/**
 * Score of each book by what points at the concept before any probe is trained: the words that the
 * models would call its passages, and the LDA. A refinement is anchored in it.
 *
 * @param lda scale of the logarithms of the LDA's mean scores
 * @param wordsOrNull null when the model was not asked for words
 * @param wordScaleOrNull their scale
 * @param ldaShare weight of the LDA beside the words, which have weight 1; all weight where there are
 *     no words
 * @param deviation of the weighted sum
 */
record BookAnchor(Scale lda, WordScores wordsOrNull, Scale wordScaleOrNull, double ldaShare, double deviation)
        implements ShardRanking {

    /**
     * Measures the scales. Without word scores the LDA alone counts. With them it is weighted by its
     * correlation with the words over books, and by 0 below 0: an LDA that the model's own words
     * contradict counts for nothing.
     *
     * @param books number of books in all shards
     */
    static BookAnchor of(Shards shards, long books) {
        double[] words = shards.ask(new BookQuestion.WordSums()).sums();
        if (words[0] > 0 && words[0] < books) {
            throw new BadInputException("%.0f of %d books have no word score; ask the model behind all their passages."
                    .formatted(books - words[0], books));
        }
        WordScores joint = words[0] == 0 ? null : WordScores.of(PairSums.at(words, 1));
        PairSums pointers =
                PairSums.at(shards.ask(new BookQuestion.PointerSums(joint)).sums(), 0);
        Scale lda = Scale.ofBooks(pointers.n(), pointers.y(), pointers.yy(), "The LDA scores");
        if (joint == null) {
            return new BookAnchor(lda, null, null, 1, 1);
        }
        Scale scale = Scale.ofBooks(pointers.n(), pointers.x(), pointers.xx(), "The model's word scores");
        double correlation = pointers.correlation();
        double share = Math.max(0, correlation);
        return new BookAnchor(lda, joint, scale, share, Math.sqrt(1 + share * share + 2 * share * correlation));
    }

    /** Returns l of each book, standardised over all books. */
    @Override
    public double[] scores(BookShard shard) {
        return shard.books().stream().mapToDouble(this::score).toArray();
    }

    private double score(TrainingBook book) {
        double byLda = lda.apply(Responsibilities.logScore(book.meanScore()));
        return wordsOrNull == null
                ? byLda
                : (wordScaleOrNull.apply(wordsOrNull.joint(book)) + ldaShare * byLda) / deviation;
    }
}
