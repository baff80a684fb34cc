// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.stitch.Moments;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Property test: after any sequence of activations, removals and announcements, the map equals the
 * one fitted to the final tables.
 */
class StitchExactnessTest {
    private static final double RIDGE = .1;
    private static final int BOOKS = 20;
    private static final int EACH = 4;
    private static final int STEPS = 1500;

    private final Map<String, Activation> table = new TreeMap<>();
    private final Map<String, String> announced = new HashMap<>();
    private long announcements;

    /**
     * Pairs go on alone at two of these seeds; at the others a partition sums them up as soon as
     * two wait.
     */
    @ParameterizedTest
    @CsvSource({"1,", "2,", "3,2", "4,2", "5,2"})
    void theMapEqualsTheBatchSolutionOfTheCurrentTables(long seed, Integer sumFrom) {
        Random random = new Random(seed);
        Map<String, SpecificRecord> published = new HashMap<>();
        try (TestTopology test = new TestTopology("stitch", StitchTopology.build(RIDGE, sumFrom))) {
            announce(test, "weak", "w0");
            announce(test, "strong", "s0");
            for (int step = 0; step < STEPS; step++) {
                act(test, random);
                if (random.nextInt(100) == 0) test.advance(Duration.ofSeconds(random.nextInt(12)));
            }
            settle(test, published);
            assertIsTheBatchSolution(published);

            announce(test, "strong", announced.get("strong").equals("s0") ? "s1" : "s0");
            settle(test, published);
            assertIsTheBatchSolution(published);
            assertThat(test.out(Topics.DEAD_LETTERS).isEmpty()).isTrue();
        }
    }

    private void act(TestTopology test, Random random) {
        int draw = random.nextInt(1000);
        int book = random.nextInt(BOOKS);
        int index = random.nextInt(EACH);
        if (draw < 3) {
            announce(test, "strong", "s" + random.nextInt(2));
        } else if (draw < 6) {
            announce(test, "weak", "w" + random.nextInt(2));
        } else if (draw < 120) {
            for (String key : List.copyOf(table.keySet())) {
                if (key.startsWith("book" + book + "#" + index + "|")) put(test, key, null);
            }
        } else {
            // most texts are the same as ever, some are read anew
            long text = random.nextInt(6) == 0 ? 1 : 0;
            for (String model : List.of("w0", "w1", "s0", "s1")) {
                if (random.nextInt(4) > 0) {
                    Activation one = activation(book, index, model, text, random);
                    put(test, ModelReading.of(one).key("book" + book + "#" + index, one.getRole()), one);
                }
            }
        }
    }

    private void put(TestTopology test, String key, Activation value) {
        if (value == null) table.remove(key);
        else table.put(key, value);
        test.in(Topics.ACTIVATIONS).pipeInput(key, value);
    }

    private static Activation activation(int book, int index, String model, long text, Random random) {
        boolean weak = model.startsWith("w");
        Random same = new Random(31L * book + index + 1000 * text);
        float[] values = new float[weak ? 4 : 3];
        for (int i = 0; i < values.length; i++) {
            // a mean far from zero, where sums that drift would show
            values[i] = (float) (20 + same.nextGaussian() * (i + 1) + .1 * random.nextGaussian());
        }
        return Activation.newBuilder()
                .setBook("book" + book)
                .setIndex(index)
                .setRole(weak ? "weak" : "strong")
                .setModel(model)
                .setWidth(values.length)
                .setTokens(10)
                .setLayers(List.of(weak ? 2 : 5))
                .setPooled(List.of(HalfPrecision.encode(values)))
                .setTextHash(text)
                .build();
    }

    private void announce(TestTopology test, String role, String model) {
        announced.put(role, model);
        List<Integer> layers = List.of(role.equals("weak") ? 2 : 5);
        test.in(Topics.LANGUAGE_MODELS)
                .pipeInput(
                        role,
                        new ModelAnnouncement(
                                role, model, "/nowhere", model, "llama", 8, 3, layers, layers, ++announcements));
    }

    private static void settle(TestTopology test, Map<String, SpecificRecord> published) {
        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(10));
        test.out(Topics.STITCH_MAP).readKeyValuesToList().forEach(row -> published.put(row.key, row.value));
    }

    private void assertIsTheBatchSolution(Map<String, SpecificRecord> published) {
        Moments train = new Moments(4, 3);
        Moments heldOut = new Moments(4, 3);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) {
                String passage = "book" + book + "#" + i;
                Activation weak = table.get(new ModelReading(announced.get("weak"), List.of(2)).key(passage, "weak"));
                Activation strong =
                        table.get(new ModelReading(announced.get("strong"), List.of(5)).key(passage, "strong"));
                if (weak != null && strong != null && weak.getTextHash() == strong.getTextHash()) {
                    (Pairing.heldOut("book" + book) ? heldOut : train)
                            .add(
                                    HalfPrecision.decode(weak.getPooled().getFirst()),
                                    HalfPrecision.decode(strong.getPooled().getFirst()));
                }
            }
        }
        assertThat(train.n()).isGreaterThan(20);
        assertThat(heldOut.n()).isGreaterThan(4);
        StitchFit expected = StitchFit.fit(2, new int[] {5}, train, heldOut, new Moments(4, 3), RIDGE);
        var manifest = (StitchManifest) published.get(Topics.MANIFEST);
        assertThat(manifest.getWeakModel()).isEqualTo(announced.get("weak"));
        assertThat(manifest.getStrongModel()).isEqualTo(announced.get("strong"));
        assertThat(manifest.getPairs()).isEqualTo(train.n());
        assertThat(manifest.getHeldOutPairs()).isEqualTo(heldOut.n());
        assertThat(manifest.getR2().getFirst()).isCloseTo(expected.r2()[0], within(1e-6));
        float[][] w = expected.maps().getFirst().w();
        for (int row = 0; row < 3; row++) {
            float[] values = FloatLists.array(((StitchRow) published.get("2|5|" + row)).getValues());
            double off = 0;
            double length = 0;
            for (int i = 0; i < values.length; i++) {
                off += Math.pow(values[i] - w[row][i], 2);
                length += Math.pow(w[row][i], 2);
            }
            assertThat(Math.sqrt(off / length)).isLessThan(1e-6);
        }
    }
}
