// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.plan.RefineOptions;
import org.gumshoe.pipeline.ModelView;
import org.gumshoe.pipeline.StoryScores;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.control.StoryScore;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.SupervisedProbe;
import org.gumshoe.steer.refine.TrainingLabels;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.HashedRows;
import org.gumshoe.steer.shards.Shards;

/**
 * Dataset of the passages of some books at one layer of one model. Cross-fitting groups keep
 * authors together (unless the options say otherwise), so no score comes from a probe that saw the
 * author.
 */
public final class LayerDataset {
    private final List<Corpus.Sampled> passages;
    private final float[][] rows;
    private final int layer;
    private final Refinement.Options options;
    private final ToIntFunction<String> group;
    private final GroupMoments moments;
    private Refinement refinement;
    private List<BookSums> sums;

    /**
     * Creates a dataset.
     *
     * @param rows activations, [passage][dimension]
     */
    LayerDataset(List<Corpus.Sampled> passages, float[][] rows, int layer, RefineOptions options) {
        this.passages = passages;
        this.rows = rows;
        this.layer = layer;
        this.options = options.refinement();
        this.group = groups(options.folds(), BookAggregates.books(passages));
        this.moments = moments(p -> true);
    }

    private static ToIntFunction<String> groups(RefineOptions.Folds folds, Collection<Corpus.Labelled> books) {
        return switch (folds) {
            case BY_BOOK -> GroupMoments.BY_BOOK;
            case BY_AUTHOR -> {
                Map<String, Integer> dealt = AuthorGroups.deal(books, GroupMoments.GROUPS, 1);
                yield book -> dealt.getOrDefault(book, 0);
            }
        };
    }

    public int layer() {
        return layer;
    }

    public List<Corpus.Sampled> passages() {
        return passages;
    }

    public float[][] rows() {
        return rows;
    }

    private GroupMoments moments(Predicate<Corpus.Sampled> wanted) {
        GroupMoments sums = new GroupMoments(rows[0].length, group);
        for (Map.Entry<String, List<Integer>> book : byBook().entrySet()) {
            float[][] bookRows = book.getValue().stream()
                    .filter(i -> wanted.test(passages.get(i)))
                    .map(i -> rows[i])
                    .toArray(float[][]::new);
            if (bookRows.length > 0) {
                sums.addAll(book.getKey(), bookRows);
            }
        }
        return sums;
    }

    private Map<String, List<Integer>> byBook() {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < rows.length; i++) {
            members.computeIfAbsent(passages.get(i).book().id(), b -> new ArrayList<>())
                    .add(i);
        }
        return members;
    }

    /** Returns sums by book with these concept scores. */
    public List<BookSums> sums(double[] z) {
        return BookAggregates.byBook(passages, new int[] {layer}, new float[][][] {rows}, z);
    }

    /** Returns sums by book without concept scores. */
    private synchronized List<BookSums> sums() {
        if (sums == null) {
            sums = sums(new double[rows.length]);
        }
        return sums;
    }

    private synchronized Refinement refinement() {
        if (refinement == null) {
            refinement = new Refinement(moments);
        }
        return refinement;
    }

    Refinement.Options options() {
        return options;
    }

    private PassageScorer.Passages passages(ConceptPointer.InModel pointer) {
        return new PassageScorer.Passages(
                passages.stream().map(p -> p.book().id()).toList(),
                rows,
                pointer.z(),
                pointer.wordsOrNull(),
                pointer.otherWordsOrNull());
    }

    /** Returns the input of a refinement: all books in one shard. */
    BookShard shard(ConceptPointer.InModel pointer) {
        PassageScorer.Passages all = passages(pointer);
        return BookShard.of(
                sums(pointer.z()), layer, refinement()::groupOf, all.wordScores(), all.otherWordScores(), all);
    }

    /** Returns the view of a shard of these passages. */
    ModelView view(BookShard shard) {
        return new ModelView(Shards.of(List.of(shard)), layer, refinement());
    }

    /**
     * Refines a concept.
     *
     * @param z the LDA's concept scores, which anchor the refinement
     * @param start of the refinement
     */
    public Refinement.Result refine(double[] z, Refinement.Start start) {
        return refinement().refine(sums(z), layer, start, options);
    }

    /**
     * Refines a concept.
     *
     * @param pointer that anchors the refinement in this model
     */
    public Refinement.Result refine(ConceptPointer.InModel pointer, Refinement.Start start) {
        return refinement().refine(shard(pointer), start, options);
    }

    /** Fits the scorer of single passages that belongs to a refinement of the same view. */
    public PassageScorer scorer(Refinement.Result refined, ConceptPointer.InModel pointer) {
        return refinement().fitPassages(refined, passages(pointer), options);
    }

    /**
     * Returns the score by which candidates for a story are chosen.
     *
     * @param own activations of the model's unsteered texts
     */
    public StoryScore storyScore(Refinement.Result refined, double[] z, float[][] own) {
        List<HashedRows.Row> ownTexts = IntStream.range(0, own.length)
                .mapToObj(text -> new HashedRows.Row(text, own[text]))
                .toList();
        BookShard shard = shard(new ConceptPointer.InModel(z))
                .in(new BookShard.Surroundings(Map.of(), Map::of, null, Map.of(), ownTexts));
        return StoryScores.of(
                view(shard).sums(),
                layer,
                refined.probe(),
                new TrainingLabels.Given(refined.responsibilities(), "responsibility"));
    }

    /** Fits one cross-fitted ridge regression to the LDA's scores. */
    public CrossFittedProbe fitOnce(double[] z) {
        return refine(z, new Refinement.Start.Scores()).firstProbe();
    }

    /** Fits one cross-fitted ridge regression to labels of books. */
    public CrossFittedProbe fitOnce(double[] z, Map<String, Double> labels) {
        return refinement()
                .refine(
                        sums(z),
                        layer,
                        new Refinement.Start.Books(labels),
                        new Refinement.Options(null, null, 1, false))
                .firstProbe();
    }

    /** Fits the ceiling: one cross-fitted ridge regression to the true labels. */
    public CrossFittedProbe supervised() {
        return SupervisedProbe.fit(
                sums(), BookAggregates.labels(passages), moments(Corpus.Sampled::isLabelled), moments, layer);
    }

    /** Scores this dataset's passages by a probe; no weights saw a book of the author. */
    public double[] scores(CrossFittedProbe probe) {
        double[] scores = new double[rows.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = probe.score(passages.get(i).book().id(), rows[i]);
        }
        return scores;
    }

    /** Source of a read-out that is made without the held-out books. */
    public interface HeldOutReadOut {
        float[] readOut(Predicate<String> heldOut);
    }

    /**
     * Scores this dataset's passages by read-outs that are made without the books of their fold.
     */
    public double[] scores(HeldOutReadOut source) {
        double[] scores = new double[rows.length];
        for (int fold = 0; fold < GroupMoments.FOLDS; fold++) {
            int unseen = fold;
            Predicate<String> inFold = book -> group.applyAsInt(book) / 2 == unseen;
            if (passages.stream().noneMatch(p -> inFold.test(p.book().id()))) {
                continue;
            }
            float[] readOut = source.readOut(inFold);
            for (int i = 0; i < scores.length; i++) {
                if (inFold.test(passages.get(i).book().id())) {
                    scores[i] = dot(rows[i], readOut);
                }
            }
        }
        return scores;
    }

    public static double dot(float[] row, float[] readOut) {
        return Statistics.dot(row, readOut);
    }

    /** Returns the class contrast by these responsibilities of books. */
    public Direction classContrast(Map<String, Double> responsibilities) {
        return Directions.classContrast(sums(), responsibilities, new int[] {layer})
                .getFirst();
    }

    /** Returns the standard deviation of each dimension. */
    public double[] deviation() {
        return Directions.standardDeviation(sums(), layer);
    }

    /** Returns the typical norm, the unit of strengths. */
    double typicalNorm() {
        return Directions.typicalNorm(sums(), layer);
    }

    /** Returns the read-out of a direction: difference / variance in each dimension. */
    public float[] readOut(Direction direction) {
        return Directions.readOut(direction, deviation());
    }
}
