// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextSums;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.GroupMoments;

/**
 * Books of one partition as one model has read them: they answer {@link Question}s in sum. It
 * remembers the scores by the latest probes and rankings, since several questions about one follow
 * each other. Not thread-safe.
 */
public final class BookShard {
    /**
     * What a shard knows beside the books of one model.
     *
     * @param ldaScores the LDA's mean concept score of each book that either model has read
     * @param former gives the responsibilities of the books by the refinement before; may lack books
     * @param otherOrNull the other model's shard of the same partition
     * @param texts sums of the texts that the model has written; may lack groups
     * @param ownTexts sample of the texts that the model has written by itself, at the refined layer
     */
    public record Surroundings(
            Map<String, Double> ldaScores,
            Supplier<Map<String, Double>> former,
            BookShard otherOrNull,
            Map<TextGroup, TextSums> texts,
            List<HashedRows.Row> ownTexts) {
        static final Surroundings NONE = new Surroundings(Map.of(), Map::of, null);

        /** Creates surroundings without generated texts. */
        public Surroundings(
                Map<String, Double> ldaScores, Supplier<Map<String, Double>> former, BookShard otherOrNull) {
            this(ldaScores, former, otherOrNull, Map.of(), List.of());
        }
    }

    /** The probe of a refinement, and that of single passages. */
    private static final int PROBES = 2;

    /** What a round of a refinement ranks by, and its parts. */
    private static final int RANKINGS = 4;

    private final List<TrainingBook> books;
    private final LayerSums sums;
    private final ToIntFunction<String> group;
    private final PassageSource passages;
    private final Surroundings surroundings;
    private CrossFittedProbe scoredBy;
    private double[] scores;
    private final Map<ShardRanking, double[]> ranked = new LatestValues<>(RANKINGS);
    private final Map<CrossFittedProbe, PassageValues> passageValues = new LatestValues<>(PROBES);
    private int[] besidesOrNull;
    private String groupedLast;
    private int groupOfLast;

    private BookShard(
            List<TrainingBook> books,
            LayerSums sums,
            ToIntFunction<String> group,
            PassageSource passages,
            Surroundings surroundings) {
        this.books = books;
        this.sums = sums;
        this.group = group;
        this.passages = passages;
        this.surroundings = surroundings;
    }

    /**
     * Creates a shard.
     *
     * @param books in the order of their ids, each with passages
     * @param sums of the books at every layer
     * @param group maps a book to its group of {@link GroupMoments}
     */
    public static BookShard of(
            List<TrainingBook> books,
            LayerSums sums,
            ToIntFunction<String> group,
            PassageSource passages,
            Surroundings surroundings) {
        return new BookShard(books, sums, group, passages, surroundings);
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
        List<BookSums> read = books.stream()
                .filter(b -> b.count() > 0)
                .sorted(Comparator.comparing(BookSums::book))
                .toList();
        return new BookShard(
                read.stream()
                        .map(b -> TrainingBook.of(
                                b,
                                layer,
                                group.applyAsInt(b.book()),
                                words.getOrDefault(b.book(), Double.NaN),
                                otherWords.getOrDefault(b.book(), Double.NaN)))
                        .toList(),
                LayerSums.of(read),
                group,
                passages,
                Surroundings.NONE);
    }

    /** Returns the same books in other surroundings. */
    public BookShard in(Surroundings others) {
        return new BookShard(books, sums, group, passages, others);
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
    public static BookShard of(PassageSource passages, ToIntFunction<String> group) {
        return new BookShard(List.of(), LayerSums.of(List.of()), group, passages, Surroundings.NONE);
    }

    /** Books in the order of their ids. */
    public List<TrainingBook> books() {
        return books;
    }

    /** Sums of the books at every layer. */
    public LayerSums sums() {
        return sums;
    }

    public PassageSource passages() {
        return passages;
    }

    /** Returns the moments of the passages, which are this wide. */
    public GroupMoments moments(int width) {
        return passages.moments(width, group);
    }

    /** Returns the group of {@link GroupMoments} that a book is in. */
    public int groupOf(String book) {
        if (!book.equals(groupedLast)) {
            groupOfLast = group.applyAsInt(book);
            groupedLast = book;
        }
        return groupOfLast;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /** Returns values of the books by id, in the order of the books. */
    public Map<String, Double> byBook(double[] values) {
        Map<String, Double> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            map.put(books.get(i).book(), values[i]);
        }
        return map;
    }

    /** Returns for each book its place among those of the other model, -1 where that has not read it. */
    public int[] besides() {
        if (besidesOrNull == null) {
            besidesOrNull = new int[books.size()];
            List<TrainingBook> others = surroundings.otherOrNull.books;
            int at = 0;
            for (int i = 0; i < besidesOrNull.length; i++) {
                String book = books.get(i).book();
                while (at < others.size() && others.get(at).book().compareTo(book) < 0) {
                    at++;
                }
                boolean shared = at < others.size() && others.get(at).book().equals(book);
                besidesOrNull[i] = shared ? at : -1;
            }
        }
        return besidesOrNull;
    }

    /** Returns the scores by a ranking: a view that must not be changed. */
    public double[] scores(ShardRanking ranking) {
        double[] known = ranked.get(ranking);
        if (known == null) {
            known = ranking.scores(this);
            ranked.put(ranking, known);
        }
        return known;
    }

    /** Returns the values of each passage: views that must not be changed. */
    public PassageValues passageValues(CrossFittedProbe probe) {
        PassageValues known = passageValues.get(probe);
        if (known == null) {
            known = PassageValues.of(passages, probe, this::groupOf);
            passageValues.put(probe, known);
        }
        return known;
    }

    /** Returns the mean score of each book: a view that must not be changed. */
    public double[] scores(CrossFittedProbe probe) {
        return probe == scoredBy ? scores : scores(List.of(probe))[0];
    }

    /**
     * Returns the mean score of each book by several probes, [probe][book]. The sums of a book are read once
     * for all of them, since they come from far away and the arithmetic is little.
     */
    public double[][] scores(List<CrossFittedProbe> probes) {
        double[][] all = new double[probes.size()][books.size()];
        for (int i = 0; i < books.size(); i++) {
            for (int p = 0; p < all.length; p++) {
                all[p][i] = books.get(i).score(probes.get(p));
            }
        }
        scoredBy = probes.getFirst();
        scores = all[0];
        return all;
    }
}
