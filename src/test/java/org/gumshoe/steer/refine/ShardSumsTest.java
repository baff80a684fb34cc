// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.SeedWordSums;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.CrossFittedProbe;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.Answer;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.Question;
import org.gumshoe.steer.shards.Shards;
import org.gumshoe.stitch.Pairing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What shards of books answer, when questions and answers travel as bytes, is what is computed from all
 * books at once.
 */
class ShardSumsTest {
    private static final int BOOKS = 60;
    private static final int[] LAYERS = {3, 5};
    private static final int LAYER = 5;

    private record Row(float[][] x, double z, int seeds) {}

    /** Books as one model has read them; every seventh is missing from the second model. */
    private static final class ModelBooks {
        final int width;
        final Map<String, List<Row>> rows = new TreeMap<>();

        ModelBooks(int width, int missing, int most, long seed) {
            this.width = width;
            Random random = new Random(seed);
            for (int b = 0; b < BOOKS; b++) {
                List<Row> own = new ArrayList<>();
                for (int i = random.nextInt(1, most + 1); i > 0; i--) {
                    own.add(row(random, b % 4 == 0));
                }
                if (b % 7 != missing) {
                    rows.put("book " + b, own);
                }
            }
        }

        private Row row(Random random, boolean in) {
            float[][] x = new float[LAYERS.length][width];
            for (float[] layer : x) {
                for (int d = 0; d < width; d++) {
                    layer[d] = (float) (3 + random.nextGaussian());
                }
                layer[0] += in ? 2 : 0;
            }
            return new Row(x, .1 * random.nextDouble() + (in ? .05 : 0), random.nextInt(3));
        }

        List<BookSums> sums(Predicate<String> wanted) {
            return rows.keySet().stream()
                    .filter(wanted)
                    .map(book -> {
                        BookSums sums = new BookSums(book, LAYERS, width);
                        rows.get(book).forEach(row -> sums.add(row.x, row.z, row.seeds));
                        return sums;
                    })
                    .toList();
        }

        GroupMoments moments() {
            GroupMoments moments = new GroupMoments(width);
            rows.forEach((book, own) ->
                    moments.addAll(book, own.stream().map(row -> row.x[1]).toArray(float[][]::new)));
            return moments;
        }

        PassageScorer.Passages passages(Predicate<String> wanted) {
            List<String> books = new ArrayList<>();
            List<Row> all = new ArrayList<>();
            rows.keySet().stream()
                    .filter(wanted)
                    .forEach(book -> rows.get(book).forEach(row -> {
                        books.add(book);
                        all.add(row);
                    }));
            return new PassageScorer.Passages(
                    books,
                    all.stream().map(row -> row.x[1]).toArray(float[][]::new),
                    all.stream().mapToDouble(Row::z).toArray());
        }

        BookShard shard(Predicate<String> wanted) {
            return BookShard.of(sums(wanted), LAYER, GroupMoments.BY_BOOK, Map.of(), Map.of(), passages(wanted));
        }

        Map<String, Double> ldaScores(Predicate<String> wanted) {
            Map<String, Double> scores = new HashMap<>();
            sums(wanted).forEach(book -> scores.put(book.book(), book.meanScore()));
            return scores;
        }
    }

    /** Shards at the other end of a wire. */
    private static Shards byWire(List<BookShard> shards) {
        QuestionFormat writer = new QuestionFormat();
        List<QuestionFormat> readers =
                shards.stream().map(s -> new QuestionFormat()).toList();
        return question -> {
            byte[] bytes = writer.write(question);
            return IntStream.range(0, shards.size())
                    .mapToObj(s -> Answer.fromBytes(
                            readers.get(s).read(bytes).on(shards.get(s)).toBytes()))
                    .reduce(Answer::plus)
                    .orElseThrow();
        };
    }

    private final ModelBooks weak = new ModelBooks(6, 7, 8, 1);
    private final ModelBooks strong = new ModelBooks(9, 3, 8, 2);
    private final Map<String, Double> lda = new HashMap<>(strong.ldaScores(b -> true));
    private final Map<String, Double> former = new HashMap<>();

    ShardSumsTest() {
        lda.putAll(weak.ldaScores(b -> true));
        Random random = new Random(3);
        lda.keySet().forEach(book -> former.put(book, random.nextDouble()));
        former.remove("book 5");
    }

    private Shards shards(ModelBooks own, ModelBooks other, int count) {
        return byWire(IntStream.range(0, count)
                .mapToObj(s -> {
                    Predicate<String> here = book -> Math.floorMod(book.hashCode(), count) == s;
                    Map<String, Double> scores = new TreeMap<>(lda);
                    scores.keySet().removeIf(here.negate());
                    return own.shard(here).in(new BookShard.Surroundings(scores, () -> former, other.shard(here)));
                })
                .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 70})
    void shardsAnswerWhatAllBooksSay(int count) {
        Shards inWeak = shards(weak, strong, count);
        Shards inStrong = shards(strong, weak, count);
        ShardSums sums = new ShardSums(inStrong, strong.width);
        List<BookSums> books = strong.sums(b -> true);

        TrainingLabels.ByLda byLda = TrainingLabels.ByLda.of(inStrong, null);
        Map<String, Double> expectedByLda = Responsibilities.ofBooks(lda, null);
        assertThat(sums.total(byLda))
                .isCloseTo(expectedByLda.values().stream().mapToDouble(r -> r).sum(), within(1e-9));
        assertAlike(
                Directions.classContrast(sums.contrast(byLda, LAYERS)),
                Directions.classContrast(books, expectedByLda, LAYERS));

        Refinement refinement = new Refinement(ShardMoments.of(inStrong, strong.width));
        Refinement.Solution solution =
                refinement.solve(inStrong, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        BookShard whole = strong.shard(b -> true);
        Refinement.Result result = new Refinement(strong.moments())
                .refine(whole, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        Map<String, Double> responsibilities = solution.on(whole).responsibilities();
        responsibilities.forEach((book, r) ->
                assertThat(r).as(book).isCloseTo(result.responsibilities().get(book), within(1e-7)));

        var cluster = Responsibilities.likeliest(responsibilities);
        List<BookSums> inCluster =
                books.stream().filter(b -> cluster.contains(b.book())).toList();
        assertAlike(
                Directions.seedWords(sums.seedWords(solution.labels(), LAYERS)).orElseThrow(),
                Directions.seedWords(inCluster, LAYERS).orElseThrow());
        assertAlike(
                Directions.classContrast(sums.heldOutContrast(solution.labels(), LAYERS)),
                Directions.classContrast(
                        books.stream().filter(b -> Pairing.heldOut(b.book())).toList(), responsibilities, LAYERS));
        assertThat(sums.all(LAYER).typicalNorm(LAYER)).isCloseTo(Directions.typicalNorm(books, LAYER), within(1e-9));
        assertThat(sums.stability(solution.labels()))
                .isCloseTo(Responsibilities.stability(former, responsibilities), within(1e-7));
        assertReadOut(sums.readOut(solution.probe(), solution.labels()), result);

        Refinement.Solution other = new Refinement(ShardMoments.of(inWeak, weak.width))
                .solve(inWeak, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        assertThat(sums.agreement(solution, other))
                .isCloseTo(Refinement.agreement(result, other.on(weak.shard(b -> true))), within(1e-7));

        assertRestart(inStrong, solution);

        ClusterIntersection clusters = sums.clusters(byLda, LAYER, 1);
        ClusterIntersection asOne = new ShardSums(shards(strong, weak, 1), strong.width).clusters(byLda, LAYER, 1);
        assertThat(clusters.jaccard()).isCloseTo(asOne.jaccard(), within(1e-9));
        assertThat(clusters.lift()).isCloseTo(asOne.lift(), within(1e-9)).isGreaterThan(1);
        assertThat(sums.clusterPassages(solution.labels(), 20))
                .hasSize(20)
                .usingRecursiveComparison()
                .isEqualTo(new ShardSums(shards(strong, weak, 1), strong.width).clusterPassages(solution.labels(), 20));
    }

    private void assertRestart(Shards shards, Refinement.Solution solution) {
        BookShard whole = strong.shard(b -> true);
        ShardSums sums = new ShardSums(shards, strong.width);
        ShardSums asOne = new ShardSums(Shards.of(List.of(whole)), strong.width);
        TrainingLabels perturbed = asOne.perturbed(solution, .8, 5);
        assertThat(perturbed.byBook(whole)).isNotEqualTo(solution.labels().byBook(whole));
        Refinement refinement = new Refinement(strong.moments());
        Refinement.Result expected =
                refinement.refine(whole, new Refinement.Start.Labelled(perturbed), Refinement.Options.DEFAULT);

        Refinement.Solution restarted = refinement.solve(
                shards, new Refinement.Start.Labelled(sums.perturbed(solution, .8, 5)), Refinement.Options.DEFAULT);

        assertThat(sums.likeness(solution, restarted))
                .isCloseTo(Refinement.agreement(solution.on(whole), expected), within(1e-7));
        restarted
                .on(whole)
                .responsibilities()
                .forEach((book, r) -> assertThat(r)
                        .as(book)
                        .isCloseTo(expected.responsibilities().get(book), within(1e-7)));
    }

    private void assertReadOut(ShardSums.ReadOutValues values, Refinement.Result result) {
        PassageScorer.Passages passages = strong.passages(b -> true);
        CrossFittedProbe probe = result.probe();
        double sum = 0;
        double weights = 0;
        double[] all = new double[passages.rows().length];
        for (int i = 0; i < all.length; i++) {
            double r = result.responsibilities().get(passages.books().get(i));
            sum += r * (probe.score(passages.books().get(i), passages.rows()[i]) - probe.offsetOfAll());
            weights += r;
            all[i] = probe.scoreUnseen(passages.rows()[i]) - probe.offsetOfAll();
        }
        assertThat(values.target()).isCloseTo(sum / weights, within(1e-6));
        assertThat(values.mean()).isCloseTo(Arrays.stream(all).average().orElseThrow(), within(1e-6));
        assertThat(values.deviation()).isCloseTo(Statistics.deviation(all), within(1e-6));
    }

    private static void assertAlike(List<Direction> directions, List<Direction> expected) {
        assertThat(directions).hasSameSizeAs(expected);
        for (int l = 0; l < expected.size(); l++) {
            assertThat(directions.get(l).layer()).isEqualTo(expected.get(l).layer());
            assertThat(directions.get(l).unit()).containsExactly(expected.get(l).unit(), within(1e-6f));
            assertThat(directions.get(l).norm()).isCloseTo(expected.get(l).norm(), within(1e-9));
            assertThat(directions.get(l).typicalNorm())
                    .isCloseTo(expected.get(l).typicalNorm(), within(1e-9));
        }
    }

    /** Of few passages for their width the rows are sent, of many the moments. */
    @ParameterizedTest
    @ValueSource(ints = {2, 40})
    void momentsAreThoseOfAllPassages(int most) {
        ModelBooks books = new ModelBooks(12 * (42 - most), -1, most, 4);
        List<Question> asked = new ArrayList<>();
        Shards shards = shards(books, weak, 3);

        GroupMoments moments = ShardMoments.of(
                question -> {
                    asked.add(question);
                    return shards.ask(question);
                },
                books.width);

        assertThat(asked.stream().anyMatch(PassageQuestion.Rows.class::isInstance))
                .isEqualTo(most == 2);
        GroupMoments expected = books.moments();
        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            List<double[]> rows = moments.group(g).toRows();
            for (int row = 0; row < rows.size(); row++) {
                assertThat(rows.get(row))
                        .containsExactly(expected.group(g).toRows().get(row), within(1e-6));
            }
        }
    }

    /** Pieces of at most 60 numbers, of which a group has 325. */
    @Test
    void momentsComeInPiecesThatARecordCarries() {
        ModelBooks books = new ModelBooks(24, -1, 8, 4);
        Shards shards = shards(books, weak, 3);

        GroupMoments moments = ShardMoments.ofMoments(
                question -> {
                    Answer answer = shards.ask(question);
                    assertThat(answer.sums()).hasSizeBetween(1, 60);
                    return answer;
                },
                books.width,
                60);

        for (int g = 0; g < GroupMoments.GROUPS; g++) {
            assertThat(moments.group(g).scatterX())
                    .containsExactly(books.moments().group(g).scatterX(), within(1e-6));
        }
    }

    @Test
    void equalRulesAreReadAsOne() {
        Shards shards = shards(strong, weak, 1);
        Refinement refinement = new Refinement(strong.moments());
        Refinement.Solution solution =
                refinement.solve(shards, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        QuestionFormat format = new QuestionFormat();
        byte[] bytes = format.write(new ClusterQuestion.Agreement(
                solution.labels().ranking(), solution.labels().ranking()));

        var once = (ClusterQuestion.Agreement) format.read(bytes);
        var again = (ClusterQuestion.Agreement) format.read(bytes.clone());

        assertThat(again.own()).isSameAs(once.own()).isSameAs(once.other());
    }

    @Test
    void bytesThatAreNoQuestionAreRefused() {
        QuestionFormat format = new QuestionFormat();
        byte[] bytes = format.write(new ClusterQuestion.Contrast(null, LAYERS, 9, true));

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> format.read(cut)).isInstanceOf(BadInputException.class);
        }
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> format.read(longer)).isInstanceOf(BadInputException.class);
        byte[] unknown = bytes.clone();
        unknown[1] = 100;
        assertThatThrownBy(() -> format.read(unknown)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> Answer.fromBytes(new byte[] {1, 0, 0, 0, 9})).isInstanceOf(BadInputException.class);
    }

    @Test
    void labelsByBookDoNotTravel() {
        Question byBook = new BookQuestion.LabelTarget(new TrainingLabels.Given(Map.of(), "label"), 9);

        assertThatThrownBy(() -> new QuestionFormat().write(byBook)).hasMessageContaining("by book");
    }

    @Test
    void seedWordSumsTravel() {
        Collection<BookSums> books = strong.sums(b -> true);
        SeedWordSums sums = SeedWordSums.of(books, LAYERS);

        assertThat(SeedWordSums.ofSums(sums.toSums(), LAYERS, strong.width).toSums())
                .containsExactly(sums.toSums());
    }
}
