// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.gumshoe.steer.ContrastSums;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextSums;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.PairSums;
import org.gumshoe.steer.shards.HashedRows;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.Shards;

/**
 * Sums over the books of all shards from which directions and their diagnosis follow.
 *
 * @param shards of one model
 * @param width of an activation
 */
public record ShardSums(Shards shards, int width) {
    /** Books that are clustered; of more than these, a sample is. */
    private static final int CLUSTERED = 1024;

    /** Numbers in an answer. */
    private static final int PIECE = 1 << 17;

    /** Fewest books of which responsibilities are compared. */
    private static final int FEWEST = 3;

    /**
     * Values of a read-out over all passages.
     *
     * @param target mean value of the cluster's passages, each by weights that have not seen its book;
     *     infinite where there is none
     */
    public record ReadOutValues(double mean, double deviation, double target) {}

    /** Returns the contrast of a cluster's books with the others. */
    public ContrastSums contrast(TrainingLabels labels, int... layers) {
        return contrast(labels, layers, false);
    }

    /** Returns the contrast of the held-out books alone, on which no stitch map is fitted. */
    public ContrastSums heldOutContrast(TrainingLabels labels, int... layers) {
        return contrast(labels, layers, true);
    }

    /** Returns the sums of all books, which set typical norms and the scale of each dimension. */
    public ContrastSums all(int... layers) {
        return contrast(null, layers, false);
    }

    private ContrastSums contrast(TrainingLabels labelsOrNull, int[] layers, boolean heldOut) {
        return ContrastSums.ofSums(
                shards.ask(new ClusterQuestion.Contrast(labelsOrNull, layers, width, heldOut))
                        .sums(),
                layers);
    }

    /**
     * Returns the sums of the books that {@link Responsibilities#likeliest} puts into the cluster. Of
     * books that tie with the last of them all are in.
     */
    public SeedWordSums seedWords(TrainingLabels labels, int... layers) {
        var likeliest = shards.ask(new ClusterQuestion.Likeliest(labels, Responsibilities.LEAST));
        double[] highest = Arrays.stream(likeliest.values()).sorted().toArray();
        double threshold = highest.length == 0 ? 1 : highest[Math.max(0, highest.length - Responsibilities.LEAST)];
        return SeedWordSums.ofSums(
                shards.ask(new ClusterQuestion.SeedWords(labels, threshold, layers, width))
                        .sums(),
                layers,
                width);
    }

    /** Returns the sum of all responsibilities. */
    public double total(TrainingLabels labels) {
        return shards.ask(new ClusterQuestion.LabelSum(labels)).sums()[0];
    }

    /** As {@link Refinement#agreement}, with a refinement of the other model. */
    public double agreement(Refinement.Solution own, Refinement.Solution other) {
        return PairSums.at(
                        shards.ask(new ClusterQuestion.Agreement(
                                        own.labels().ranking(), other.labels().ranking()))
                                .sums(),
                        0)
                .correlation();
    }

    /** As {@link Refinement#agreement}, with another refinement of the same model. */
    public double likeness(Refinement.Solution one, Refinement.Solution other) {
        return PairSums.at(
                        shards.ask(new BookQuestion.ProbePairs(one.probe(), other.probe()))
                                .sums(),
                        0)
                .correlation();
    }

    /**
     * Returns a refinement's responsibilities of which a share of the books has drawn others.
     *
     * @param share of the books, in [0, 1]
     */
    public TrainingLabels perturbed(Refinement.Solution solution, double share, int seed) {
        return TrainingLabels.Perturbed.of(
                shards, solution.labels(), solution.diagnosis().books(), share, seed);
    }

    /** As {@link Responsibilities#stability}, with the responsibilities that the shards have kept. */
    public double stability(TrainingLabels labels) {
        PairSums sums =
                PairSums.at(shards.ask(new ClusterQuestion.Stability(labels)).sums(), 0);
        return sums.n() < FEWEST ? Double.NaN : sums.correlation();
    }

    /** Returns the sums of the texts that the model has written. */
    public TextSums texts(TextGroup group, int... layers) {
        return TextSums.ofNumbers(
                layers,
                shards.ask(new ClusterQuestion.GeneratedTexts(group.ordinal(), layers, width))
                        .sums());
    }

    /**
     * Returns activations of texts that the model has written by itself, at the refined layer, the same ones however the
     * books are divided into shards.
     *
     * @param most fewer of wide activations
     */
    public List<float[]> ownTexts(int most) {
        return rows(atMost -> new ClusterQuestion.OwnTexts(atMost), most);
    }

    /** Returns activations of passages of the books with a label above .5; otherwise as {@link #ownTexts}. */
    public List<float[]> clusterPassages(TrainingLabels labels, int most) {
        return rows(atMost -> new ClusterQuestion.Passages(labels, atMost), most);
    }

    private List<float[]> rows(IntFunction<Question> question, int most) {
        int atMost = Math.min(most, Math.max(1, PIECE / (width + 1)));
        return HashedRows.read(shards.ask(question.apply(atMost)).values(), width, atMost);
    }

    /** Returns the number of books with passages. */
    public long books() {
        return (long) Arrays.stream(BookCounts.of(shards).books()).sum();
    }

    /** Returns the number of passages. */
    public long passages() {
        return BookCounts.of(shards).allPassages();
    }

    /** Returns the values of a probe's weights, without their offset. */
    public ReadOutValues readOut(CrossFittedProbe probe, TrainingLabels labels) {
        double[] sums =
                shards.ask(new PassageQuestion.ReadOutSums(probe, labels)).sums();
        double mean = sums[1] / sums[0];
        return new ReadOutValues(
                mean,
                Math.sqrt(Math.max(0, sums[2] / sums[0] - mean * mean)),
                sums[3] > 0 ? sums[4] / sums[3] : Double.POSITIVE_INFINITY);
    }

    /**
     * As {@link ClusterIntersection#find}, of at most about {@value #CLUSTERED} books.
     *
     * @throws org.gumshoe.BadInputException with too few books to cluster
     */
    public ClusterIntersection clusters(TrainingLabels byLda, int layer, long seed) {
        double books = books();
        int bound = (int) Math.min(ClusterQuestion.HASHES, Math.ceil(ClusterQuestion.HASHES * CLUSTERED / books));
        int parts = (int) Math.ceil(Math.min(books, CLUSTERED) * (width + 2) / PIECE);
        List<double[]> sample = IntStream.range(0, Math.max(1, parts))
                .mapToObj(part -> shards.ask(new ClusterQuestion.Sample(byLda, bound, part, Math.max(1, parts)))
                        .values())
                .flatMap(values -> IntStream.range(0, values.length / (width + 2))
                        .mapToObj(i -> Arrays.copyOfRange(values, i * (width + 2), (i + 1) * (width + 2))))
                .sorted(Comparator.comparingDouble((double[] book) -> book[0]).thenComparingDouble(book -> book[1]))
                .toList();
        return ClusterIntersection.find(
                IntStream.range(0, sample.size()).mapToObj(Integer::toString).toList(),
                sample.stream()
                        .map(book -> Arrays.copyOfRange(book, 2, book.length))
                        .toArray(double[][]::new),
                all(layer).standardDeviation(layer),
                sample.stream().mapToDouble(book -> book[1]).toArray(),
                seed);
    }
}
