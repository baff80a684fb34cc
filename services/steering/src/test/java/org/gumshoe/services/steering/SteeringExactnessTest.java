// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Property test: after any sequence of new assignments, new activations and removals, vectors and
 * refinement equal those computed from the final tables.
 */
class SteeringExactnessTest {
    private static final int BOOKS = 30;
    private static final int EACH = 5;
    private static final int WIDTH = 4;
    private static final int STEPS = 2500;
    private static final int[] LAYERS = {3};
    private static final ModelReading READING = new ModelReading("w", List.of(3));

    private final Map<String, float[]> read = new TreeMap<>();
    private final Map<String, Float> scores = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void vectorsEqualThoseComputedInBatchFromTheCurrentTables(long seed) {
        Random random = new Random(seed);
        Map<String, SteeringVector> vectors = new HashMap<>();
        try (TestTopology test = new TestTopology("steering", SteeringTopology.build(SteeringOptions.DEFAULT, 1))) {
            for (int step = 0; step < STEPS; step++) {
                act(test, random);
                if (random.nextInt(100) == 0) test.advance(Duration.ofSeconds(random.nextInt(12)));
            }
            test.advance(Duration.ofSeconds(1));
            test.advance(Duration.ofSeconds(10));
            test.out(Topics.STEERING_VECTORS)
                    .readKeyValuesToList()
                    .forEach(entry -> vectors.put(entry.key, entry.value));
            assertThat(test.out(Topics.DEAD_LETTERS).isEmpty()).isTrue();
        }

        List<BookSums> books = new ArrayList<>();
        GroupMoments moments = new GroupMoments(WIDTH);
        Map<String, Double> means = new HashMap<>();
        batch(books, moments, means);
        assertThat(books).hasSizeGreaterThan(20);
        SteeringVector plain = vectors.get("crime|weak|native");
        assertThat(plain.getBooks()).isEqualTo(books.size());
        SixteenBooksFixture.assertIs(
                plain, Directions.classContrast(books, Responsibilities.ofBooks(means, null), LAYERS));

        var refined = Refinement.refine(books, moments, 3, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        SteeringVector newest = vectors.get("crime|weak|refined-diverged") == null
                ? vectors.get("crime|weak|refined")
                : vectors.get("crime|weak|refined-diverged");
        assertThat(newest.getDiagnosis().get("reliability"))
                .isCloseTo(refined.diagnosis().reliability(), Assertions.within(1e-6));
        SixteenBooksFixture.assertMixes(
                newest,
                SixteenBooksFixture.mixture(books, refined.responsibilities(), LAYERS)
                        .getFirst());
    }

    private void act(TestTopology test, Random random) {
        int number = random.nextInt(BOOKS);
        String book = "book" + number;
        int draw = random.nextInt(100);
        String passage = book + "#" + random.nextInt(EACH);
        if (draw < 2) {
            for (int i = 0; i < EACH; i++) remove(test, book + "#" + i);
        } else if (draw < 10) {
            remove(test, passage);
        } else if (draw < 50) {
            assign(test, passage, (float)
                    Math.clamp(.1 + .4 * (number % 3 == 0 ? 1 : 0) + .1 * random.nextGaussian(), 0, 1));
        } else {
            float[] values = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                // a mean far from zero, where sums that drift would show
                values[i] = (float) (50 + random.nextGaussian() + (number % 3 == 0 ? i : 0));
            }
            activate(test, passage, HalfPrecision.decode(HalfPrecision.encode(values)));
        }
    }

    private void remove(TestTopology test, String passage) {
        read.remove(passage);
        scores.remove(passage);
        test.in(Topics.ASSIGNMENTS).pipeInput(passage, (Assignment) null);
        test.in(Topics.ACTIVATIONS).pipeInput(READING.key(passage, "weak"), (Activation) null);
    }

    private void assign(TestTopology test, String passage, float score) {
        scores.put(passage, score);
        test.in(Topics.ASSIGNMENTS)
                .pipeInput(
                        passage,
                        new Assignment(
                                book(passage),
                                index(passage),
                                7L,
                                List.of(.5f, .5f),
                                Map.of("crime", score),
                                Map.of("crime", 1),
                                Map.of("crime", SixteenBooksFixture.seeds(index(passage)))));
    }

    private void activate(TestTopology test, String passage, float[] values) {
        read.put(passage, values);
        test.in(Topics.ACTIVATIONS)
                .pipeInput(
                        READING.key(passage, "weak"),
                        Activation.newBuilder()
                                .setBook(book(passage))
                                .setIndex(index(passage))
                                .setRole("weak")
                                .setModel("w")
                                .setWidth(WIDTH)
                                .setTokens(9)
                                .setLayers(List.of(3))
                                .setPooled(List.of(HalfPrecision.encode(values)))
                                .build());
    }

    private static String book(String passage) {
        return passage.substring(0, passage.indexOf('#'));
    }

    private static int index(String passage) {
        return Integer.parseInt(passage.substring(passage.indexOf('#') + 1));
    }

    private void batch(List<BookSums> books, GroupMoments moments, Map<String, Double> means) {
        for (int number = 0; number < BOOKS; number++) {
            String book = "book" + number;
            BookSums sums = new BookSums(book, LAYERS, WIDTH);
            double score = 0;
            int assigned = 0;
            for (int i = 0; i < EACH; i++) {
                Float z = scores.get(book + "#" + i);
                float[] values = read.get(book + "#" + i);
                score += z == null ? 0 : z;
                assigned += z == null ? 0 : 1;
                if (z != null && values != null) {
                    sums.add(new float[][] {values}, z, SixteenBooksFixture.seeds(i));
                    moments.add(book, values);
                }
            }
            if (sums.count() > 0) {
                books.add(sums);
                means.put(book, score / assigned);
            }
        }
    }

    private static void assertIs(SteeringVector vector, List<Direction> expected) {
        LayerDirection layer = vector.getLayers().getFirst();
        float[] unit = expected.getFirst().unit();
        float[] published = FloatLists.array(layer.getDirection());
        double off = 0;
        for (int i = 0; i < unit.length; i++) off += Math.pow(published[i] - unit[i], 2);
        assertThat(Math.sqrt(off)).isLessThan(1e-6);
        assertThat(Math.abs(layer.getTypicalNorm() / expected.getFirst().typicalNorm() - 1))
                .isLessThan(1e-6);
    }
}
