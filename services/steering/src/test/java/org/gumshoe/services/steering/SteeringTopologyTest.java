// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.kit.Floats;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.services.kit.TestTopology;
import org.gumshoe.services.kit.Topics;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Cosine;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.GroupMoments;
import org.gumshoe.steer.Refinement;
import org.gumshoe.steer.Responsibilities;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SteeringTopologyTest {
    private static final int BOOKS = 16;
    private static final int EACH = 3;
    private static final int[] WEAK = {2};
    private static final int[] STRONG = {4, 5};
    private static final float[][] W4 = {{1, 0, 2}, {0, -1, 1}};
    private static final float[][] W5 = {{.5f, .5f, 0}, {1, 0, -1}};
    private static final float[][] NULL = {{0, .1f, 0}, {.1f, 0, .1f}};

    private final TestTopology test = new TestTopology(SteeringTopology.build(.2));
    private final TestInputTopic<String, Activation> activations = test.in(Topics.ACTIVATIONS);
    private final TestInputTopic<String, Assignment> assignments = test.in(Topics.ASSIGNMENTS);
    private final TestInputTopic<String, SpecificRecord> map = test.in(Topics.STITCH_MAP);
    private final TestInputTopic<String, Concept> concepts = test.in(Topics.CONCEPTS);
    private final TestOutputTopic<String, SteeringVector> vectors = test.out(Topics.STEERING_VECTORS);
    private final TestOutputTopic<String, byte[]> deadLetters = test.out(Topics.DEAD_LETTERS);

    /** Whatever of the shelf differs from the plain one: by book and index, the score; null for a removed passage. */
    private final Map<String, Double> scores = new TreeMap<>();

    @AfterEach
    void close() {
        test.close();
    }

    private static String passage(int book, int index) {
        return "book" + book + "#" + index;
    }

    private static boolean isCrime(int book) {
        return book % 4 == 0;
    }

    private static float[] read(int book, int index, String model, int layer) {
        Random random = new Random((model + layer + passage(book, index)).hashCode());
        float[] values = new float[model.equals("w") ? 3 : 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (isCrime(book) ? i + layer : 0);
        }
        return HalfPrecision.decode(HalfPrecision.encode(values));
    }

    private static Activation activation(int book, int index, String role, String model) {
        int[] layers = role.equals("weak") ? WEAK : STRONG;
        return Activation.newBuilder()
                .setBook("book" + book)
                .setIndex(index)
                .setRole(role)
                .setModel(model)
                .setWidth(role.equals("weak") ? 3 : 2)
                .setTokens(9)
                .setLayers(IntStream.of(layers).boxed().toList())
                .setPooled(IntStream.of(layers)
                        .mapToObj(layer -> HalfPrecision.encode(read(book, index, model, layer)))
                        .toList())
                .build();
    }

    private void assign(int book, int index, double score) {
        scores.put(passage(book, index), score);
        assignments.pipeInput(
                passage(book, index),
                new Assignment(
                        "book" + book,
                        index,
                        7L,
                        List.of(.5f, .5f),
                        Map.of("crime", (float) score),
                        Map.of("crime", 1)));
    }

    private void read(int book, int index, String role, String model) {
        activations.pipeInput(passage(book, index) + "|" + role, activation(book, index, role, model));
    }

    private void sendShelf() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                read(book, i, "weak", "w");
                assign(book, i, (isCrime(book) ? .5 : .05) + .01 * i);
                read(book, i, "strong", "s");
            }
        }
    }

    private void publishMap(String strongModel, float[][] w4) {
        for (int row = 0; row < 2; row++) {
            map.pipeInput("2|4|" + row, new StitchRow(40L, Floats.list(w4[row])));
            map.pipeInput("2|5|" + row, new StitchRow(40L, Floats.list(W5[row])));
            map.pipeInput("2|4|" + row + "|shuffled", new StitchRow(40L, Floats.list(NULL[row])));
            map.pipeInput("2|5|" + row + "|shuffled", new StitchRow(40L, Floats.list(NULL[row])));
        }
        map.pipeInput(
                Topics.MANIFEST,
                new StitchManifest(
                        40L, "w", strongModel, 2, List.of(4, 5), 3, 2, 30L, 10L, .3, List.of(.6, .6), List.of(0., 0.)));
    }

    /** Newest vectors once the stream has been quiet. */
    private Map<String, SteeringVector> settled() {
        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(9));
        return vectors.readKeyValuesToMap();
    }

    private List<BookSums> sums(String role, String model) {
        List<BookSums> sums = new ArrayList<>();
        int[] layers = role.equals("weak") ? WEAK : STRONG;
        for (int book = 0; book < BOOKS; book++) {
            BookSums sum = new BookSums("book" + book, layers, role.equals("weak") ? 3 : 2);
            for (int i = 0; i < EACH; i++) {
                Double score = scores.get(passage(book, i));
                if (score == null) continue;
                int b = book;
                int index = i;
                sum.add(
                        IntStream.of(layers)
                                .mapToObj(layer -> read(b, index, model, layer))
                                .toArray(float[][]::new),
                        score.floatValue());
            }
            if (sum.count() > 0) sums.add(sum);
        }
        return sums;
    }

    private Map<String, Double> responsibilities(Double prevalence) {
        Map<String, Double> means = new HashMap<>();
        sums("weak", "w").forEach(sum -> means.put(sum.book(), sum.meanScore()));
        return Responsibilities.ofBooks(means, prevalence);
    }

    private static void assertIs(SteeringVector vector, List<Direction> expected) {
        assertThat(vector.getLayers()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            LayerDirection layer = vector.getLayers().get(i);
            assertThat(layer.getLayer()).isEqualTo(expected.get(i).layer());
            assertThat(Floats.array(layer.getDirection()))
                    .containsExactly(expected.get(i).unit(), within(1e-6f));
            assertThat(layer.getNorm()).isCloseTo(expected.get(i).norm(), within(1e-6));
            assertThat(layer.getTypicalNorm()).isCloseTo(expected.get(i).typicalNorm(), within(1e-6));
            assertThat(layer.getStrength()).isEqualTo(.2);
        }
    }

    private void assertAreComputedDirectly(Map<String, SteeringVector> vectors, Double prevalence) {
        var r = responsibilities(prevalence);
        List<Direction> weak = Directions.between(sums("weak", "w"), r, WEAK);
        List<Direction> strong = Directions.between(sums("strong", "s"), r, STRONG);
        List<StitchMap> maps = List.of(new StitchMap(2, 4, W4, new float[2]), new StitchMap(2, 5, W5, new float[2]));
        assertIs(vectors.get("crime|weak|native"), weak);
        assertIs(vectors.get("crime|strong|native"), strong);
        assertIs(
                vectors.get("crime|strong|translated"),
                List.of(
                        weak.getFirst().through(maps.get(0), strong.get(0).typicalNorm()),
                        weak.getFirst().through(maps.get(1), strong.get(1).typicalNorm())));
    }

    @Test
    void vectorsAreWhatADirectComputationGives() {
        sendShelf();
        publishMap("s", W4);

        var vectors = settled();

        assertThat(vectors)
                .containsOnlyKeys(
                        "crime|weak|native",
                        "crime|weak|refined",
                        "crime|strong|native",
                        "crime|strong|refined",
                        "crime|strong|translated",
                        "crime|strong|shuffled");
        assertAreComputedDirectly(vectors, null);
        var translated = vectors.get("crime|strong|translated");
        assertThat(translated.getModel()).isEqualTo("s");
        assertThat(translated.getModelVersion()).isEqualTo(7);
        assertThat(translated.getStitchVersion()).isEqualTo(40);
        assertThat(translated.getPassages()).isEqualTo((long) BOOKS * EACH);
        assertThat(translated.getBooks()).isEqualTo(BOOKS);
        assertThat(vectors.get("crime|strong|native").getStitchVersion()).isZero();
        assertThat(vectors.get("crime|strong|native").getLayers())
                .allSatisfy(layer -> assertThat(layer.getCosineToNative()).isNull());
    }

    @Test
    void cosinesAreOfBooksThatTheMapDidNotSee() {
        sendShelf();
        publishMap("s", W4);

        var translated = settled().get("crime|strong|translated");

        var r = responsibilities(null);
        List<BookSums> weak = sums("weak", "w").stream()
                .filter(sum -> Pairing.heldOut(sum.book()))
                .toList();
        List<BookSums> strong = sums("strong", "s").stream()
                .filter(sum -> Pairing.heldOut(sum.book()))
                .toList();
        assertThat(strong).hasSizeBetween(2, BOOKS - 2);
        Direction own = Directions.between(strong, r, STRONG).getFirst();
        Direction through = Directions.between(weak, r, WEAK)
                .getFirst()
                .through(new StitchMap(2, 4, W4, new float[2]), own.typicalNorm());
        double expected =
                Cosine.standardised(through.unit(), own.unit(), Directions.standardDeviation(sums("strong", "s"), 4));
        assertThat(translated.getLayers().getFirst().getCosineToNative()).isCloseTo(expected, within(1e-6));
    }

    @Test
    void aReplacedAssignmentCountsAsIfItHadBeenThereFromTheStart() {
        sendShelf();
        publishMap("s", W4);
        var before = settled();

        for (int i = 0; i < EACH; i++) assign(1, i, .6);
        var after = settled();

        assertAreComputedDirectly(after, null);
        var vector = after.get("crime|strong|native");
        assertThat(vector.getVersion())
                .isEqualTo(before.get("crime|strong|native").getVersion() + 1);
        assertThat(vector.getCosineToPrevious())
                .isCloseTo(Vectors.cosine(vector, before.get("crime|strong|native")), within(1e-12))
                .isLessThan(.9999);
        assign(1, 0, .6);
        assertThat(settled()).as("nothing has changed").isEmpty();
    }

    @Test
    void removedPassagesAndBooksLeaveNoTrace() {
        sendShelf();
        publishMap("s", W4);
        settled();

        remove(4, 1);
        for (int i = 0; i < EACH; i++) remove(2, i);

        var vectors = settled();
        assertAreComputedDirectly(vectors, null);
        assertThat(vectors.get("crime|weak|native").getBooks()).isEqualTo(BOOKS - 1);
        assertThat(vectors.get("crime|weak|native").getPassages()).isEqualTo(BOOKS * EACH - 4L);
    }

    private void remove(int book, int index) {
        scores.remove(passage(book, index));
        assignments.pipeInput(passage(book, index), (Assignment) null);
        activations.pipeInput(passage(book, index) + "|weak", (Activation) null);
        activations.pipeInput(passage(book, index) + "|strong", (Activation) null);
    }

    @Test
    void theRefinedVectorIsWhatTheRefinementGives() {
        sendShelf();

        SteeringVector refined = settled().get("crime|weak|refined");

        GroupMoments moments = new GroupMoments(3);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) moments.add("book" + book, read(book, i, "w", 2));
        }
        List<BookSums> books = sums("weak", "w");
        Refinement.Result expected =
                Refinement.run(books, moments, 2, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
        Direction mixture = Directions.mix(
                        List.of(
                                Directions.between(books, expected.responsibilities(), WEAK),
                                Directions.within(books, WEAK)),
                        .18,
                        .12)
                .getFirst();
        LayerDirection layer = refined.getLayers().getFirst();
        assertThat(Floats.array(layer.getDirection())).containsExactly(mixture.unit(), within(1e-6f));
        assertThat(layer.getStrength()).isEqualTo(.2);
        assertThat(refined.getDiagnosis())
                .containsEntry("reliability", expected.diagnosis().reliability())
                .containsEntry("correlation", expected.diagnosis().correlation())
                .containsKeys("anchor", "agreement");
        assertThat(refined.getDiverged()).isFalse();
    }

    @Test
    void aRefinementThatLostTheConceptSaysSo() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                read(book, i, "weak", "w");
                // half of the books of crime and half of the others: what the model reads has nothing to do with it
                assign(book, i, book % 8 < 4 ? .5 : .05);
            }
        }

        assertThat(settled().get("crime|weak|refined").getDiverged()).isTrue();
    }

    @Test
    void anExpectedPrevalenceIsTaken() {
        concepts.pipeInput("crime", new Concept("crime", List.of("murder"), null, .25, 0.0));
        sendShelf();
        publishMap("s", W4);

        assertAreComputedDirectly(settled(), .25);
    }

    @Test
    void withoutAMapAndWithoutBooksToJudgeByThereAreStillVectors() {
        sendShelf();
        assertThat(settled())
                .containsOnlyKeys(
                        "crime|weak|native", "crime|weak|refined", "crime|strong|native", "crime|strong|refined");
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH && Pairing.heldOut("book" + book); i++) remove(book, i);
        }
        publishMap("s", W4);

        var translated = settled().get("crime|strong|translated");

        assertThat(translated.getStitchVersion()).isEqualTo(40);
        assertThat(translated.getLayers())
                .allSatisfy(layer -> assertThat(layer.getCosineToNative()).isNull());
    }

    @Test
    void aMapOfOtherModelsIsNotUsedAndAnotherModelTakesOverWhenItHasReadMostBooks() {
        sendShelf();
        publishMap("other", W4);
        assertThat(settled())
                .containsOnlyKeys(
                        "crime|weak|native", "crime|weak|refined", "crime|strong|native", "crime|strong|refined");

        for (int book = 0; book < 4; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        assertThat(settled().get("crime|strong|native").getModel()).isEqualTo("s");
        for (int book = 4; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }

        var vectors = settled();
        assertIs(
                vectors.get("crime|strong|native"),
                Directions.between(sums("strong", "other"), responsibilities(null), STRONG));
        assertThat(vectors.get("crime|strong|translated").getModel()).isEqualTo("other");
    }

    @Test
    void numbersThatAreNoneBecomeDeadLettersAndTheVectorsStayWhatTheyAre() {
        sendShelf();
        publishMap("s", W4);
        Activation broken = activation(0, 0, "weak", "w");
        broken.setPooled(List.of(HalfPrecision.encode(new float[] {1, Float.NaN, 0})));
        activations.pipeInput(passage(0, 0) + "|weak", broken);
        assignments.pipeInput(
                passage(0, 0),
                new Assignment("book0", 0, 7L, List.of(.5f, .5f), Map.of("crime", Float.NaN), Map.of("crime", 1)));

        assertAreComputedDirectly(settled(), null);
        assertThat(deadLetters.readValuesToList()).hasSize(2);
    }
}
