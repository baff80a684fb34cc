// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.LayerDataset;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.plan.RefineOptions;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.records.StitchRowKey;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.common.records.WordReadOutKey;
import org.gumshoe.services.steering.SteeringOptions;
import org.gumshoe.services.steering.SteeringTopology;
import org.gumshoe.services.stitch.StitchTopology;
import org.gumshoe.steer.Mixture;

/**
 * Forty made-up books as two models have read them. A quarter are of the concept; the strong
 * model's activations are a linear map of the weak model's and noise, and the LDA's scores are half
 * noise. Where the models are asked for words, their word states tell of the concept too.
 */
final class FortyBooks {
    static final int BOOKS = 40;
    private static final int OWN_TEXTS = 12;
    static final int WEAK_LAYER = 2;
    static final int[] STRONG_LAYERS = {4, 5, 6};

    /** The middle one, where the stream refines. */
    static final int REFINED_LAYER = 5;

    private static final int PASSAGES = 6;
    private static final int WEAK_WIDTH = 8;
    private static final int STRONG_WIDTH = 6;

    private final List<Corpus.Sampled> passages = new ArrayList<>();
    private final List<float[][]> weak = new ArrayList<>();
    private final List<float[][]> strong = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final boolean asked;
    private final Map<String, List<float[]>> wordStates =
            Map.of("weak", new ArrayList<>(), "strong", new ArrayList<>());

    /** Texts of the strong model by itself, at each of its layers. */
    private final List<float[][]> own = new ArrayList<>();

    FortyBooks(boolean asked) {
        this.asked = asked;
        Random texts = new Random(3);
        for (int text = 0; text < OWN_TEXTS; text++) {
            float[][] layers = new float[STRONG_LAYERS.length][STRONG_WIDTH];
            for (float[] layer : layers) {
                for (int i = 0; i < STRONG_WIDTH; i++) {
                    layer[i] = (float) texts.nextGaussian() - 1;
                }
            }
            own.add(Arrays.stream(layers).map(FortyBooks::rounded).toArray(float[][]::new));
        }
        Random words = new Random(11);
        Random random = new Random(7);
        double[][][] map = new double[STRONG_LAYERS.length][STRONG_WIDTH][WEAK_WIDTH];
        for (double[][] layer : map) {
            for (double[] row : layer) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextGaussian() / 2;
                }
            }
        }
        for (int b = 0; b < BOOKS; b++) {
            boolean inside = b % 4 == 0;
            Corpus.Labelled book = new Corpus.Labelled(
                    "book-" + b,
                    "author " + b,
                    inside,
                    true,
                    "",
                    IntStream.range(0, PASSAGES).mapToObj(i -> "passage " + i).toList());
            double manner = random.nextGaussian();
            for (int p = 0; p < PASSAGES; p++) {
                float[] x = new float[WEAK_WIDTH];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) (random.nextGaussian() + (i < 2 && inside ? 1.5 : 0) + (i == 7 ? manner : 0));
                }
                x = rounded(x);
                float[][] y = new float[STRONG_LAYERS.length][STRONG_WIDTH];
                for (int l = 0; l < y.length; l++) {
                    for (int j = 0; j < STRONG_WIDTH; j++) {
                        double sum = .3 * random.nextGaussian();
                        for (int i = 0; i < WEAK_WIDTH; i++) {
                            sum += map[l][j][i] * x[i];
                        }
                        y[l][j] = (float) sum;
                    }
                    y[l] = rounded(y[l]);
                }
                passages.add(new Corpus.Sampled(book, p));
                weak.add(new float[][] {x});
                strong.add(y);
                wordStates.get("weak").add(wordState(WEAK_WIDTH, inside, words));
                wordStates.get("strong").add(wordState(STRONG_WIDTH, inside, words));
                boolean pointed = random.nextDouble() < .8 ? inside : random.nextBoolean();
                scores.add((float) Math.max(0, (pointed ? .4 : .05) + .05 * random.nextGaussian()));
            }
        }
    }

    /** As activations lie in their topic: half precision. */
    private static float[] rounded(float[] values) {
        return HalfPrecision.decode(HalfPrecision.encode(values));
    }

    private static float[] wordState(int width, boolean inside, Random random) {
        float[] state = new float[width];
        for (int i = 0; i < width; i++) {
            state[i] = (float) (2 * random.nextGaussian() + (inside ? i % 3 : 0));
        }
        return rounded(state);
    }

    private static float[] readOut(int width) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = i % 3 - .1f * i;
        }
        return values;
    }

    private double[] wordScoresOrNull(String role, int width) {
        return asked
                ? wordStates.get(role).stream()
                        .mapToDouble(state -> LayerDataset.dot(state, readOut(width)))
                        .toArray()
                : null;
    }

    /** Returns the scores that both models start from, in the experiment's form. */
    ConceptPointer pointer() {
        return new ConceptPointer(
                scores(), wordScoresOrNull("weak", WEAK_WIDTH), wordScoresOrNull("strong", STRONG_WIDTH));
    }

    List<Corpus.Sampled> passages() {
        return passages;
    }

    /** Returns the passages at the layer that a model refines at, [passage][dimension]. */
    float[][] rows(String role) {
        int l = Arrays.binarySearch(STRONG_LAYERS, REFINED_LAYER);
        return (role.equals("weak")
                        ? weak.stream().map(rows -> rows[0])
                        : strong.stream().map(rows -> rows[l]))
                .toArray(float[][]::new);
    }

    /** Returns the strong model's own texts at the layer that it refines at, [text][dimension]. */
    float[][] ownTexts() {
        int l = Arrays.binarySearch(STRONG_LAYERS, REFINED_LAYER);
        return own.stream().map(layers -> layers[l]).toArray(float[][]::new);
    }

    private double[] scores() {
        return scores.stream().mapToDouble(Float::doubleValue).toArray();
    }

    double meanOf(Map<String, Double> byBook, boolean inside) {
        return passages.stream()
                .map(Corpus.Sampled::book)
                .distinct()
                .filter(book -> book.isPositive() == inside)
                .mapToDouble(book -> byBook.get(book.id()))
                .average()
                .orElseThrow();
    }

    /** For the experiment, with the stream's own folds. */
    PairedActivations activations() {
        return new PairedActivations(
                passages,
                read("weak", WEAK_WIDTH, new int[] {WEAK_LAYER}, weak),
                read("strong", STRONG_WIDTH, STRONG_LAYERS, strong),
                RefineOptions.of(null).with(RefineOptions.Folds.BY_BOOK));
    }

    private static PassageActivations read(String model, int width, int[] layers, List<float[][]> rows) {
        ModelInfo info = new ModelInfo(model, Path.of(model), model, "llama", 8, width, 1, 1, "BPE", 9, 512, "F32", 9);
        return new PassageActivations(info, layers, rows.toArray(float[][][]::new));
    }

    /** What the topologies have published of these books. */
    record Streamed(
            Map<String, SpecificRecord> map, Map<String, SteeringVector> vectors, Map<String, RefinedScore> scores) {
        StitchManifest manifest() {
            return (StitchManifest) map.get(Topics.MANIFEST);
        }

        float[] mapRow(int strongLayer, int row) {
            StitchRow values = (StitchRow) map.get(new StitchRowKey(WEAK_LAYER, strongLayer, row, false).format());
            return FloatLists.array(values.getValues());
        }

        SteeringVector vector(String role, String kind) {
            return vectors.get(new VectorKey("crime", role, kind).format());
        }
    }

    Streamed stream() {
        Map<String, SpecificRecord> map;
        try (TestTopology stitch = new TestTopology("stitch", StitchTopology.build(null, null))) {
            announce(stitch);
            activations(stitch);
            settle(stitch);
            map = stitch.<SpecificRecord>out(Topics.STITCH_MAP).readKeyValuesToMap();
        }
        SteeringOptions options = new SteeringOptions(
                SteeringOptions.DEFAULT.strength(),
                SteeringOptions.DEFAULT.limits(),
                new Mixture(0, .26, 0, 0),
                SteeringOptions.DEFAULT.corrected(),
                SteeringOptions.DEFAULT.solved(),
                SteeringOptions.DEFAULT.mostPerplexity());
        try (TestTopology steering = new TestTopology("steering", SteeringTopology.build(options, 1))) {
            announce(steering);
            map.forEach((key, row) -> {
                if (!key.equals(Topics.MANIFEST)) steering.in(Topics.STITCH_MAP).pipeInput(key, row);
            });
            steering.in(Topics.STITCH_MAP).pipeInput(Topics.MANIFEST, map.get(Topics.MANIFEST));
            activations(steering);
            ownTexts(steering);
            for (int i = 0; i < passages.size(); i++) {
                steering.in(Topics.ASSIGNMENTS).pipeInput(key(i), assignment(i));
            }
            if (asked) {
                tellWords(steering, "weak", WEAK_WIDTH);
                tellWords(steering, "strong", STRONG_WIDTH);
            }
            settle(steering);
            return new Streamed(
                    map,
                    steering.<SteeringVector>out(Topics.STEERING_VECTORS).readKeyValuesToMap(),
                    steering.<RefinedScore>out(Topics.REFINED_SCORES).readKeyValuesToMap());
        }
    }

    /** Lets each stage notice in its turn that the stream is quiet. */
    private static void settle(TestTopology topology) {
        for (int second = 0; second < 20; second++) {
            topology.advance(Duration.ofSeconds(1));
        }
    }

    private static void announce(TestTopology topology) {
        topology.in(Topics.LANGUAGE_MODELS).pipeInput("weak", model("weak", WEAK_WIDTH, List.of(WEAK_LAYER)));
        topology.in(Topics.LANGUAGE_MODELS).pipeInput("strong", model("strong", STRONG_WIDTH, strongLayers()));
    }

    private static void tellWords(TestTopology topology, String role, int width) {
        WordReadOut words = new WordReadOut("crime", role, role, List.of("murder"), FloatLists.list(readOut(width)));
        topology.in(Topics.WORD_READOUTS).pipeInput(WordReadOutKey.of(words).format(), words);
    }

    private static ModelAnnouncement model(String role, int width, List<Integer> layers) {
        return new ModelAnnouncement(role, role, "/nowhere", role, "llama", 8, width, layers, layers, 1L);
    }

    private static List<Integer> strongLayers() {
        return IntStream.of(STRONG_LAYERS).boxed().toList();
    }

    private void activations(TestTopology topology) {
        for (int i = 0; i < passages.size(); i++) {
            send(topology, i, "weak", WEAK_WIDTH, List.of(WEAK_LAYER), weak.get(i));
            send(topology, i, "strong", STRONG_WIDTH, strongLayers(), strong.get(i));
        }
    }

    private void ownTexts(TestTopology topology) {
        for (int text = 0; text < OWN_TEXTS; text++) {
            String book = GeneratedTexts.id("story" + text);
            topology.in(Topics.ACTIVATIONS)
                    .pipeInput(
                            new ModelReading("strong", strongLayers()).key(new PassageKey(book, 0).format(), "strong"),
                            Activation.newBuilder()
                                    .setBook(book)
                                    .setIndex(0)
                                    .setRole("strong")
                                    .setModel("strong")
                                    .setWidth(STRONG_WIDTH)
                                    .setTokens(72)
                                    .setLayers(strongLayers())
                                    .setPooled(Arrays.stream(own.get(text))
                                            .map(HalfPrecision::encode)
                                            .toList())
                                    .setOwn(true)
                                    .build());
        }
    }

    private void send(
            TestTopology topology, int passage, String role, int width, List<Integer> layers, float[][] rows) {
        topology.in(Topics.ACTIVATIONS)
                .pipeInput(
                        new ModelReading(role, layers).key(key(passage), role),
                        Activation.newBuilder()
                                .setBook(passages.get(passage).book().id())
                                .setIndex(passages.get(passage).index())
                                .setRole(role)
                                .setModel(role)
                                .setWidth(width)
                                .setTokens(9)
                                .setLayers(layers)
                                .setPooled(List.of(rows).stream()
                                        .map(HalfPrecision::encode)
                                        .toList())
                                .setWordState(
                                        asked
                                                ? HalfPrecision.encode(
                                                        wordStates.get(role).get(passage))
                                                : ByteBuffer.allocate(0))
                                .build());
    }

    private String key(int passage) {
        Corpus.Sampled sampled = passages.get(passage);
        return new PassageKey(sampled.book().id(), sampled.index()).format();
    }

    private Assignment assignment(int passage) {
        return new Assignment(
                passages.get(passage).book().id(),
                passages.get(passage).index(),
                1L,
                List.of(.5f, .5f),
                Map.of("crime", scores.get(passage)),
                Map.of("crime", 1),
                Map.of("crime", 0));
    }
}
