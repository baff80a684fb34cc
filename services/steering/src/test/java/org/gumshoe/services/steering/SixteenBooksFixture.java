// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
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
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.traces.Traces;
import org.gumshoe.services.steering.asking.BookLine;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Directions;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;
import org.junit.jupiter.api.AfterEach;

/** Fixture of sixteen books, a quarter of them about crime, as read by two models. */
abstract class SixteenBooksFixture {
    static final int BOOKS = 16;
    static final int EACH = 3;
    static final int[] WEAK = {2};
    static final int[] STRONG = {4, 5};
    static final float[][] W4 = {{1, 0, 2}, {0, -1, 1}};
    static final float[][] W5 = {{.5f, .5f, 0}, {1, 0, -1}};
    static final float[][] NULL = {{0, .1f, 0}, {.1f, 0, .1f}};

    final BookLine line = BookLine.within(1);
    final TestTopology test =
            new TestTopology("steering", SteeringTopology.build(options(), line, Runnable::run), traces());
    final TestInputTopic<String, Activation> activations = test.in(Topics.ACTIVATIONS);
    final TestInputTopic<String, Assignment> assignments = test.in(Topics.ASSIGNMENTS);
    final TestInputTopic<String, SpecificRecord> map = test.in(Topics.STITCH_MAP);
    final TestInputTopic<String, Concept> concepts = test.in(Topics.CONCEPTS);
    final TestOutputTopic<String, SteeringVector> vectors = test.out(Topics.STEERING_VECTORS);
    final TestOutputTopic<String, RefinedScore> refinedScores = test.out(Topics.REFINED_SCORES);
    final TestOutputTopic<String, byte[]> deadLetters = test.out(Topics.DEAD_LETTERS);

    /**
     * What differs from the plain books: by book and index, the score; null for a
     * removed passage.
     */
    final Map<String, Double> scores = new TreeMap<>();

    SteeringOptions options() {
        return SteeringOptions.DEFAULT;
    }

    Traces traces() {
        return Traces.off();
    }

    /** Returns a passage's word state; by default, no model is asked. */
    ByteBuffer wordState(int book, int index, String model) {
        return ByteBuffer.allocate(0);
    }

    static final double PLAIN_STRENGTH = .2;

    @AfterEach
    void close() {
        test.close();
    }

    static String passage(int book, int index) {
        return "book" + book + "#" + index;
    }

    static boolean isCrime(int book) {
        return book % 4 == 0;
    }

    static float[] read(int book, int index, String model, int layer) {
        Random random = new Random((model + layer + passage(book, index)).hashCode());
        float[] values = new float[model.equals("w") ? 3 : 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (isCrime(book) ? i + layer : 0);
        }
        return HalfPrecision.decode(HalfPrecision.encode(values));
    }

    static Activation activation(int book, int index, String role, String model) {
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

    void assign(int book, int index, double score) {
        scores.put(passage(book, index), score);
        assignments.pipeInput(
                passage(book, index),
                new Assignment(
                        "book" + book,
                        index,
                        7L,
                        List.of(.5f, .5f),
                        Map.of("crime", (float) score),
                        Map.of("crime", 1),
                        Map.of("crime", seeds(index))));
    }

    /** Seed words of a passage. */
    static int seeds(int index) {
        return index % 3;
    }

    void read(int book, int index, String role, String model) {
        Activation activation = activation(book, index, role, model);
        activation.setWordState(wordState(book, index, model));
        activations.pipeInput(key(book, index, role, model), activation);
    }

    /**
     * What the strong model has written, by itself or steered towards a concept; it reads it as
     * another book's passage.
     */
    void write(String story, int number, String model, String towards) {
        write(story, number, model, towards, "", null);
    }

    /**
     * @param direction that alone steered the text; empty: none
     * @param surprise in nats a token; null: not measured
     */
    void write(String story, int number, String model, String towards, String direction, Double surprise) {
        Activation own = activation(number, 0, "strong", model);
        own.setBook("own~" + story);
        own.setOwn(true);
        own.setSteered(towards);
        own.setDirection(direction);
        own.setSurprise(surprise);
        activations.pipeInput(textKey(story, model), own);
    }

    void removeText(String story, String model) {
        activations.pipeInput(textKey(story, model), (Activation) null);
    }

    private static String textKey(String story, String model) {
        return reading("strong", model).key("own~" + story + "#0", "strong");
    }

    /** Texts in sum. */
    static BookSums texts(int from, int count) {
        BookSums sums = new BookSums("texts", STRONG, 2);
        for (int i = 0; i < count; i++) {
            int number = from + i;
            sums.add(IntStream.of(STRONG).mapToObj(l -> read(number, 0, "s", l)).toArray(float[][]::new), 0);
        }
        return sums;
    }

    static ModelReading reading(String role, String model) {
        int[] layers = role.equals("weak") ? WEAK : STRONG;
        return new ModelReading(model, IntStream.of(layers).boxed().toList());
    }

    static String key(int book, int index, String role, String model) {
        return reading(role, model).key(passage(book, index), role);
    }

    void announce(String role, String model, long version) {
        List<Integer> layers = reading(role, model).layers();
        test.in(Topics.LANGUAGE_MODELS)
                .pipeInput(
                        role,
                        new ModelAnnouncement(role, model, "/nowhere", model, "llama", 8, 3, layers, layers, version));
    }

    void sendBooks() {
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                read(book, i, "weak", "w");
                assign(book, i, (isCrime(book) ? .5 : .05) + .01 * i);
                read(book, i, "strong", "s");
            }
        }
    }

    void publishMap(String strongModel, float[][] w4) {
        publishMap(strongModel, w4, 40);
    }

    void publishMap(String strongModel, float[][] w4, long version) {
        publishMap(strongModel, w4, version, .6);
    }

    /** @param r2 on held-out pairs; that of the null is 0 */
    void publishMap(String strongModel, float[][] w4, long version, double r2) {
        for (int row = 0; row < 2; row++) {
            map.pipeInput("2|4|" + row, new StitchRow(version, FloatLists.list(w4[row])));
            map.pipeInput("2|5|" + row, new StitchRow(version, FloatLists.list(W5[row])));
            map.pipeInput("2|4|" + row + "|shuffled", new StitchRow(version, FloatLists.list(NULL[row])));
            map.pipeInput("2|5|" + row + "|shuffled", new StitchRow(version, FloatLists.list(NULL[row])));
        }
        map.pipeInput(
                Topics.MANIFEST,
                new StitchManifest(
                        version,
                        "w",
                        strongModel,
                        2,
                        List.of(4, 5),
                        3,
                        2,
                        30L,
                        10L,
                        .3,
                        List.of(r2, r2),
                        List.of(0., 0.)));
    }

    /** Newest vectors once the stream has been quiet. */
    Map<String, SteeringVector> settled() {
        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(9));
        return vectors.readKeyValuesToMap();
    }

    List<BookSums> sums(String role, String model) {
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
                        score.floatValue(),
                        seeds(i));
            }
            if (sum.count() > 0) sums.add(sum);
        }
        return sums;
    }

    Map<String, Double> responsibilities(Double prevalence) {
        Map<String, Double> means = new HashMap<>();
        sums("weak", "w").forEach(sum -> means.put(sum.book(), sum.meanScore()));
        return Responsibilities.ofBooks(means, prevalence);
    }

    /** Refines the weak model's activations directly. */
    Refinement.Result refinedInWeak(Double prevalence) {
        return refinement("weak", "w", 2)
                .refine(sums("weak", "w"), 2, new Refinement.Start.Scores(), Refinement.Options.of(prevalence));
    }

    /** With the moments of all passages at a layer. */
    Refinement refinement(String role, String model, int layer) {
        GroupMoments moments = new GroupMoments(role.equals("weak") ? 3 : 2);
        sums(role, model).forEach(book -> {
            int number = Integer.parseInt(book.book().substring(4));
            for (int i = 0; i < EACH; i++) {
                if (scores.containsKey(passage(number, i))) {
                    moments.add(book.book(), read(number, i, model, layer));
                }
            }
        });
        return new Refinement(moments);
    }

    static void assertIs(SteeringVector vector, List<Direction> expected) {
        assertThat(vector.getLayers()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            LayerDirection layer = vector.getLayers().get(i);
            assertThat(layer.getLayer()).isEqualTo(expected.get(i).layer());
            assertThat(FloatLists.array(layer.getDirection()))
                    .containsExactly(expected.get(i).unit(), within(1e-6f));
            assertThat(layer.getNorm()).isCloseTo(expected.get(i).norm(), within(1e-6));
            assertThat(layer.getTypicalNorm()).isCloseTo(expected.get(i).typicalNorm(), within(1e-6));
            assertThat(layer.getStrength()).isEqualTo(PLAIN_STRENGTH);
        }
    }

    /** Class contrast and seed words of the refined concept, as the default mixes them. */
    static List<Direction> mixture(List<BookSums> books, Map<String, Double> inCluster, int[] layers) {
        return Directions.mix(
                List.of(Directions.classContrast(books, inCluster, layers), naming(books, inCluster, layers)),
                .26,
                .18);
    }

    static List<Direction> naming(List<BookSums> books, Map<String, Double> inCluster, int[] layers) {
        return Directions.seedWords(cluster(books, inCluster), layers).orElseThrow();
    }

    static List<BookSums> cluster(List<BookSums> books, Map<String, Double> inCluster) {
        var cluster = Responsibilities.likeliest(inCluster);
        return books.stream().filter(b -> cluster.contains(b.book())).toList();
    }

    /** The strong model's newest responsibilities; generated texts belong to no book. */
    Map<String, Double> inStrongCluster() {
        Map<String, Double> inCluster = new TreeMap<>();
        refinedScores.readKeyValuesToMap().forEach((key, row) -> {
            assertThat(key).doesNotContain("own~");
            if (row.getRole().equals("strong")) inCluster.put(row.getBook(), row.getResponsibility());
        });
        return inCluster;
    }

    void remove(int book, int index) {
        scores.remove(passage(book, index));
        assignments.pipeInput(passage(book, index), (Assignment) null);
        activations.pipeInput(key(book, index, "weak", "w"), (Activation) null);
        activations.pipeInput(key(book, index, "strong", "s"), (Activation) null);
    }

    /** Of a mixture, which is as strong as its parts make it. */
    static void assertMixes(SteeringVector vector, Direction expected) {
        LayerDirection layer = vector.getLayers().stream()
                .filter(l -> l.getLayer() == expected.layer())
                .findFirst()
                .orElseThrow();
        assertThat(FloatLists.array(layer.getDirection())).containsExactly(expected.unit(), within(1e-6f));
        assertThat(layer.getStrength()).isCloseTo(expected.strength(), within(1e-6));
    }
}
