// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.GroupMoments;

/**
 * Books of one partition as one model has read them: they answer {@link Question}s in sum. It
 * remembers the scores by the latest probe and ranking, since several questions about one follow
 * each other. Not thread-safe.
 */
public final class BookShard {
    /** Passages of the shard's books, which are read anew for each question about them. */
    @FunctionalInterface
    public interface PassageSource {
        /** Source of a shard that no passage is asked for. */
        PassageSource NONE = visitor -> {};

        void forEach(PassageVisitor visitor);
    }

    /** Visitor of passages, in an order that does not change. */
    @FunctionalInterface
    public interface PassageVisitor {
        /**
         * Sees a passage.
         *
         * @param activation at the refined layer
         * @param z the LDA's concept score
         * @param words the word score; 0 when the model was not asked
         */
        void see(String book, float[] activation, double z, double words);
    }

    private final List<TrainingBook> books;
    private final PassageSource passages;
    private CrossFittedProbe scoredBy;
    private double[] scores;
    private ShardRanking rankedBy;
    private double[] ranked;

    private BookShard(List<TrainingBook> books, PassageSource passages) {
        this.books = books;
        this.passages = passages;
    }

    /**
     * Creates a shard. Books without passages are left out.
     *
     * @param group maps a book to its group of {@link GroupMoments}
     * @param words mean word score of each book; empty when the model was not asked
     * @param otherWords the other model's mean word scores of the same books; may be empty
     */
    public static BookShard of(
            Collection<BookSums> books,
            int layer,
            ToIntFunction<String> group,
            Map<String, Double> words,
            Map<String, Double> otherWords,
            PassageSource passages) {
        return new BookShard(
                books.stream()
                        .filter(b -> b.count() > 0)
                        .sorted(Comparator.comparing(BookSums::book))
                        .map(b -> TrainingBook.of(
                                b,
                                layer,
                                group.applyAsInt(b.book()),
                                words.getOrDefault(b.book(), Double.NaN),
                                otherWords.getOrDefault(b.book(), Double.NaN)))
                        .toList(),
                passages);
    }

    /** Creates a shard of a model that was not asked for words. */
    public static BookShard of(Collection<BookSums> books, int layer, GroupMoments moments, PassageSource passages) {
        return of(books, layer, moments::groupOf, Map.of(), Map.of(), passages);
    }

    /** Creates a shard of a model that was not asked for words, and that no passage is asked for. */
    public static BookShard of(Collection<BookSums> books, int layer, GroupMoments moments) {
        return of(books, layer, moments, PassageSource.NONE);
    }

    /** Creates a shard of passages alone. */
    public static BookShard of(PassageSource passages) {
        return new BookShard(List.of(), passages);
    }

    /** Books in the order of their ids. */
    public List<TrainingBook> books() {
        return books;
    }

    public PassageSource passages() {
        return passages;
    }

    /** Returns values of the books by id, in the order of the books. */
    public Map<String, Double> byBook(double[] values) {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(books.get(i).book(), values[i]);
        }
        return map;
    }

    /** Returns the scores by a ranking: a view that must not be changed. */
    public double[] scores(ShardRanking ranking) {
        if (ranking != rankedBy) {
            ranked = ranking.scores(this);
            rankedBy = ranking;
        }
        return ranked;
    }

    /** Returns the mean score of each book: a view that must not be changed. */
    public double[] scores(CrossFittedProbe probe) {
        if (probe != scoredBy) {
            scores = books.stream().mapToDouble(b -> b.score(probe)).toArray();
            scoredBy = probe;
        }
        return scores;
    }
}
