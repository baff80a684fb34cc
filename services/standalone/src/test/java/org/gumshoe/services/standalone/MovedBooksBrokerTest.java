// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.StitchRowKey;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.common.runtime.RunningServices;
import org.gumshoe.services.steering.SteeringOptions;
import org.gumshoe.services.steering.SteeringTopology;
import org.gumshoe.steer.basin.Restarts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Books that lie in four partitions, at one, two and four instances of steering that come and go while
 * passages are read, changed and withdrawn, give what one partition with all books gives.
 */
class MovedBooksBrokerTest {
    private static final List<String> NAMES = List.of("steering");
    private static final Settings SETTINGS = new Settings(Map.of("broker.port", "0", "port", "0"));
    private static final int BOOKS = 40;
    private static final int WEAK_LAYER = 2;
    private static final List<Integer> STRONG_LAYERS = List.of(4, 5);
    private static final int WEAK_WIDTH = 5;
    private static final int STRONG_WIDTH = 4;

    @TempDir
    private Path dir;

    private final Random random = new Random(1);
    private final Map<String, Activation> activations = new TreeMap<>();
    private final Map<String, Assignment> assignments = new TreeMap<>();
    private final List<ProducerRecord<String, byte[]>> unsent = new ArrayList<>();

    @Test
    void booksThatMoveGiveWhatOnePartitionGives() throws Exception {
        try (var system = Standalone.start(dir.resolve("first"), SETTINGS, NAMES);
                ProcessMetrics metrics = new ProcessMetrics()) {
            Settings settings = system.settings();
            sendMap(settings);
            for (int book = 0; book < BOOKS; book++) read(book);
            sendAll(settings);
            awaitWhatOnePartitionGives(settings);

            change(60);
            try (RunningServices second = instance(settings, 1, metrics)) {
                sendAll(settings);
                awaitWhatOnePartitionGives(settings);
                try (RunningServices third = instance(settings, 2, metrics);
                        RunningServices fourth = instance(settings, 3, metrics)) {
                    for (int time = 0; time < 6; time++) {
                        change(20);
                        sendAll(settings);
                        Thread.sleep(2000);
                    }
                    awaitWhatOnePartitionGives(settings);
                    for (RunningServices each : List.of(second, third, fourth)) {
                        assertThat(each.services()).noneMatch(service -> service.failed());
                    }
                    change(20);
                    sendAll(settings);
                }
                awaitWhatOnePartitionGives(settings);
                change(20);
                sendAll(settings);
            }
            awaitWhatOnePartitionGives(settings);
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    private RunningServices instance(Settings settings, int number, ProcessMetrics metrics) {
        Settings own = settings.with("instance", Integer.toString(number))
                .with("state.dir", dir.resolve("instance" + number).toString());
        return Runner.start(own, List.of(Services.create("steering", own, metrics)), metrics);
    }

    /** Draws new readings, withdrawals and assignments. */
    private void change(int times) {
        for (int i = 0; i < times; i++) {
            int book = random.nextInt(BOOKS);
            switch (random.nextInt(4)) {
                case 0 -> withdraw("book" + book + "#" + random.nextInt(3));
                case 1 -> {
                    for (int index = 0; index < 3; index++) withdraw("book" + book + "#" + index);
                }
                default -> read(book);
            }
        }
    }

    private void read(int book) {
        for (int index = 0; index < 3; index++) {
            String passage = "book" + book + "#" + index;
            boolean crime = book % 4 == 0;
            put(
                    activations,
                    Topics.ACTIVATIONS,
                    reading("weak").key(passage, "weak"),
                    activation(book, index, "weak", crime));
            put(
                    activations,
                    Topics.ACTIVATIONS,
                    reading("strong").key(passage, "strong"),
                    activation(book, index, "strong", crime));
            float score = (float) ((crime ? .5 : .05) + .04 * random.nextDouble());
            put(
                    assignments,
                    Topics.ASSIGNMENTS,
                    passage,
                    new Assignment(
                            "book" + book,
                            index,
                            7L,
                            List.of(.5f, .5f),
                            Map.of("crime", score),
                            Map.of("crime", 1),
                            Map.of("crime", index)));
        }
    }

    private void withdraw(String passage) {
        put(assignments, Topics.ASSIGNMENTS, passage, null);
        put(activations, Topics.ACTIVATIONS, reading("weak").key(passage, "weak"), null);
        put(activations, Topics.ACTIVATIONS, reading("strong").key(passage, "strong"), null);
    }

    private <V> void put(Map<String, V> table, Topic<V> topic, String key, V value) {
        unsent.add(topic.record(key, value));
        if (value == null) {
            table.remove(key);
        } else {
            table.put(key, value);
        }
    }

    private void sendAll(Settings settings) {
        send(settings, unsent);
        unsent.clear();
    }

    private static ModelReading reading(String role) {
        return role.equals("weak") ? new ModelReading("w", List.of(WEAK_LAYER)) : new ModelReading("s", STRONG_LAYERS);
    }

    private Activation activation(int book, int index, String role, boolean crime) {
        ModelReading reading = reading(role);
        int width = role.equals("weak") ? WEAK_WIDTH : STRONG_WIDTH;
        return Activation.newBuilder()
                .setBook("book" + book)
                .setIndex(index)
                .setRole(role)
                .setModel(reading.model())
                .setWidth(width)
                .setTokens(9)
                .setLayers(reading.layers())
                .setPooled(reading.layers().stream()
                        .map(layer -> {
                            float[] values = new float[width];
                            for (int i = 0; i < width; i++) {
                                values[i] = (float) (.5 * random.nextGaussian() + (crime ? 3 : 0));
                            }
                            return HalfPrecision.encode(values);
                        })
                        .toList())
                .build();
    }

    private static Map<String, SpecificRecord> map() {
        Map<String, SpecificRecord> rows = new TreeMap<>();
        for (int layer : STRONG_LAYERS) {
            for (int row = 0; row < STRONG_WIDTH; row++) {
                float[] one = new float[WEAK_WIDTH];
                one[row] = 1;
                rows.put(
                        new StitchRowKey(WEAK_LAYER, layer, row, false).format(),
                        new StitchRow(1L, FloatLists.list(one)));
                rows.put(
                        new StitchRowKey(WEAK_LAYER, layer, row, true).format(),
                        new StitchRow(1L, FloatLists.list(new float[] {0, .1f, 0, 0, .2f})));
            }
        }
        return rows;
    }

    private static StitchManifest manifest() {
        return new StitchManifest(
                1L,
                "w",
                "s",
                WEAK_LAYER,
                STRONG_LAYERS,
                WEAK_WIDTH,
                STRONG_WIDTH,
                30L,
                10L,
                .3,
                List.of(.6, .6),
                List.of(0., 0.));
    }

    private static void sendMap(Settings settings) {
        map().forEach((key, row) -> send(settings, Topics.STITCH_MAP, key, row));
        send(settings, Topics.STITCH_MAP, Topics.MANIFEST, manifest());
    }

    private record Solved(Map<String, SteeringVector> vectors, Map<String, RefinedScore> scores) {}

    private Solved ofOnePartition() {
        try (TestTopology test = new TestTopology("steering", SteeringTopology.build(SteeringOptions.DEFAULT, 1))) {
            map().forEach((key, row) -> test.in(Topics.STITCH_MAP).pipeInput(key, row));
            test.in(Topics.STITCH_MAP).pipeInput(Topics.MANIFEST, manifest());
            activations.forEach((key, value) -> test.in(Topics.ACTIVATIONS).pipeInput(key, value));
            assignments.forEach((key, value) -> test.in(Topics.ASSIGNMENTS).pipeInput(key, value));
            for (int second = 0; second < 20; second++) test.advance(Duration.ofSeconds(1));
            return new Solved(
                    test.out(Topics.STEERING_VECTORS).readKeyValuesToMap(),
                    test.out(Topics.REFINED_SCORES).readKeyValuesToMap());
        }
    }

    private void awaitWhatOnePartitionGives(Settings settings) throws Exception {
        Solved expected = ofOnePartition();
        assertThat(expected.vectors)
                .containsOnlyKeys(
                        "crime|weak|native",
                        "crime|weak|refined",
                        "crime|strong|native",
                        "crime|strong|translated",
                        "crime|strong|shuffled",
                        "crime|strong|refined");
        List<String> differences = new ArrayList<>();
        await("the vectors and scores are those of one partition", differences, () -> {
            differences.clear();
            differences.addAll(differences(
                    expected,
                    new Solved(newest(settings, Topics.STEERING_VECTORS), newest(settings, Topics.REFINED_SCORES))));
            Thread.sleep(500);
            return differences.isEmpty();
        });
    }

    private static List<String> differences(Solved expected, Solved actual) {
        List<String> differences = new ArrayList<>();
        if (!expected.vectors.keySet().equals(actual.vectors.keySet())) {
            return List.of("vectors " + actual.vectors.keySet());
        }
        expected.vectors.forEach((key, vector) -> {
            SteeringVector other = actual.vectors.get(key);
            if (vector.getPassages() != other.getPassages() || distance(vector, other) > 1e-6) {
                differences.add(key + " of " + other.getPassages() + " passages");
            }
            vector.getDiagnosis().forEach((name, value) -> {
                if (!ofHistory(name)
                        && !(Math.abs(value - other.getDiagnosis().getOrDefault(name, Double.NaN)) < 1e-6)) {
                    differences.add(key + " " + name + " " + value + " "
                            + other.getDiagnosis().get(name));
                }
            });
        });
        if (!expected.scores.keySet().equals(actual.scores.keySet())) {
            differences.add("scores of " + actual.scores.size() + " instead of " + expected.scores.size());
            return differences;
        }
        expected.scores.forEach((key, score) -> {
            RefinedScore other = actual.scores.get(key);
            long version =
                    actual.vectors.get("crime|" + score.getRole() + "|refined").getVersion();
            if (other.getVersion() != version
                    || other.getBooks() != score.getBooks()
                    || Math.abs(score.getResponsibility() - other.getResponsibility()) > 1e-6
                    || Math.abs(score.getScore() - other.getScore()) > 1e-6
                    || !score.getIndices().equals(other.getIndices())
                    || distance(score.getPassages(), other.getPassages()) > 1e-5) {
                differences.add(key);
            }
        });
        return differences;
    }

    /** Whether a figure depends on the versions before, which one partition does not have. */
    private static boolean ofHistory(String name) {
        return name.equals("stability") || Restarts.FIGURES.contains(name);
    }

    private static double distance(SteeringVector one, SteeringVector other) {
        double largest = 0;
        for (int l = 0; l < one.getLayers().size(); l++) {
            LayerDirection layer = one.getLayers().get(l);
            LayerDirection same = other.getLayers().get(l);
            largest = Math.max(largest, distance(layer.getDirection(), same.getDirection()));
            largest = Math.max(largest, Math.abs(layer.getStrength() - same.getStrength()));
            largest = Math.max(largest, Math.abs(layer.getTypicalNorm() - same.getTypicalNorm()));
        }
        return largest;
    }

    private static double distance(List<Float> one, List<Float> other) {
        double largest = one.size() == other.size() ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            largest = Math.max(largest, Math.abs(one.get(i) - other.get(i)));
        }
        return largest;
    }

    private static <V> Map<String, V> newest(Settings settings, Topic<V> topic) {
        Map<String, V> newest = new TreeMap<>();
        records(settings, topic).forEach(entry -> {
            if (entry.value() == null) {
                newest.remove(entry.key());
            } else {
                newest.put(entry.key(), entry.value());
            }
        });
        return newest;
    }
}
