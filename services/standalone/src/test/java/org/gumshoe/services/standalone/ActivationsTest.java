// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.sendCorrupt;
import static org.gumshoe.services.standalone.TestStream.tiny;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ActivationKey;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.records.VectorKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, and the activations of a small random model beside it. */
class ActivationsTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "activation.batch", "4", "activation.positions", "3"));
    private static final List<String> WEAK = List.of("activations-weak");
    private static final int PASSAGES = 120;

    @TempDir
    private Path dir;

    private static Passage passage(int i) {
        String text = "The inspector looked at door number " + i + " and said nothing" + " at all".repeat(i % 7) + ".";
        return new Passage("book" + i % 9, i, PASSAGES, 0, text.length(), text, i % 10 != 9, false, "", "", "", null);
    }

    private static String key(Passage passage) {
        return PassageKey.of(passage).format();
    }

    private static void sendPassages(Settings settings, int from, int to) {
        try (var producer = Clients.producer(settings, (String) null)) {
            for (int i = from; i < to; i++) producer.send(Topics.PASSAGES.record(key(passage(i)), passage(i)));
        }
    }

    private static List<Activation> activations(Settings settings) {
        return records(settings, Topics.ACTIVATIONS).stream()
                .map(ConsumerRecord::value)
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void eachSampledPassageIsReadOnceHoweverOftenTheServiceIsStopped() throws Exception {
        int sampled = PASSAGES - PASSAGES / 10;
        try (var system = Standalone.start(dir, SETTINGS, WEAK)) {
            Settings settings = system.settings();
            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 2, 3));
            sendPassages(settings, 0, 60);
            sendCorrupt(settings, Topics.PASSAGES, "book1#1");
            sendPassages(settings, 60, PASSAGES);
            await("some passages are read", () -> activations(settings).size() > 8);
        }
        try (var system = Standalone.start(dir, SETTINGS, WEAK)) {
            Settings settings = system.settings();
            await("all passages are read", () -> activations(settings).size() >= sampled);
            assertThat(records(settings, Topics.DEAD_LETTERS))
                    .as("the corrupt one is for the topic's keeper")
                    .isEmpty();

            Passage removed = passage(0);
            send(settings, Topics.PASSAGES, key(removed), null);
            await(
                    "the removed passage's activation is removed",
                    () -> records(settings, Topics.ACTIVATIONS).stream()
                            .anyMatch(record -> record.value() == null
                                    && ModelReading.passage(record.key()).equals(key(removed))));

            var records = records(settings, Topics.ACTIVATIONS);
            assertThat(records.stream()
                            .filter(record -> record.value() != null)
                            .collect(Collectors.toMap(ConsumerRecord::key, ConsumerRecord::value)))
                    .hasSize(sampled)
                    .allSatisfy((key, activation) -> assertThat(key)
                            .isEqualTo(ActivationKey.of(activation).format()));
            assertTheyAreWhatTheModelReads(activations(settings));

            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 1));
            await(
                    "the other layer is read of all passages that there are",
                    () -> ofLayers(settings, 1).size() == sampled - 1);
            assertThat(ofLayers(settings, 2, 3))
                    .as("the former layers are kept")
                    .hasSize(sampled - 1);

            int before = records(settings, Topics.ACTIVATIONS).size();
            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 2, 3));
            Passage another = new Passage("book9", 0, 1, 0, 4, "More.", true, false, "", "", "", null);
            send(settings, Topics.PASSAGES, "book9#0", another);
            await(
                    "the former layers read the new passage",
                    () -> ofLayers(settings, 2, 3).size() == sampled);
            assertThat(records(settings, Topics.ACTIVATIONS))
                    .as("and nothing else again but what had been removed")
                    .hasSizeBetween(before + 1, before + 2);
        }
    }

    @Test
    void whileAVectorOfTheFormerModelServesThatModelReadsWhatIsNewAsWell() throws Exception {
        var former = announcement("weak", "vicuna", 2, 3);
        var next = announcement("weak", "gemma3", 1);
        try (var system = Standalone.start(dir, SETTINGS, WEAK)) {
            Settings settings = system.settings();
            send(settings, Topics.LANGUAGE_MODELS, AnnouncementKey.of(former).format(), former);
            send(settings, Topics.LANGUAGE_MODELS, "weak", former);
            sendPassages(settings, 0, 20);
            await(
                    "the former model has read them",
                    () -> ofLayers(settings, 2, 3).size() == 18);
            send(
                    settings,
                    Topics.STEERING_VECTORS,
                    new VectorKey("crime", "weak", "native").format(),
                    vector(ModelReading.of(former), 1));
            send(settings, Topics.LANGUAGE_MODELS, "weak", next);
            await("the next one has read them", () -> ofLayers(settings, 1).size() == 18);

            sendPassages(settings, 20, 40);
            await(
                    "both read what is new",
                    () -> ofLayers(settings, 1).size() == 36
                            && ofLayers(settings, 2, 3).size() == 36);

            send(
                    settings,
                    Topics.STEERING_VECTORS,
                    new VectorKey("crime", "weak", "native").format(),
                    vector(ModelReading.of(next), 2));
            Thread.sleep(1000);
            sendPassages(settings, 40, 60);
            await("the next one goes on", () -> ofLayers(settings, 1).size() == 54);
            Thread.sleep(500);
            assertThat(ofLayers(settings, 2, 3)).as("alone").hasSize(36);
        }
    }

    private static SteeringVector vector(ModelReading reading, long version) {
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("weak")
                .setModel(reading.model())
                .setKind("native")
                .setVersion(version)
                .setLayers(List.of(new LayerDirection(2, List.of(1f), 1., 1., 1., null)))
                .setModelVersion(1)
                .setPassages(18)
                .setBooks(9)
                .setReadings(Map.of("weak", reading.toString()))
                .setPublishedAt(version)
                .build();
    }

    /** Keys of the activations that there are of these layers. */
    private static Set<String> ofLayers(Settings settings, Integer... layers) {
        Map<String, List<Integer>> read = new HashMap<>();
        records(settings, Topics.ACTIVATIONS).forEach(record -> {
            if (record.value() == null) read.remove(record.key());
            else read.put(record.key(), record.value().getLayers());
        });
        read.values().removeIf(of -> !of.equals(List.of(layers)));
        return read.keySet();
    }

    private static void assertTheyAreWhatTheModelReads(List<Activation> activations) {
        try (LanguageModel model = LanguageModel.load(tiny("vicuna"))) {
            for (Activation activation : activations) {
                if (activation == null || activation.getIndex() % 11 != 0) continue;
                String text = passage(activation.getIndex()).getText();
                var encoded = model.tokenizer().encodeWithOffsets(text);
                var residuals =
                        model.read(List.of(encoded.ids()), new int[] {2, 3}).getFirst();
                assertThat(activation.getModel()).isEqualTo(model.info().sha256());
                assertThat(activation.getTokens()).isEqualTo(encoded.ids().length - 5);
                assertThat(HalfPrecision.decode(activation.getWordState()))
                        .containsExactly(wordState(model, encoded.ids()), within(4e-3f));
                for (int layer : List.of(2, 3)) {
                    assertThat(HalfPrecision.decode(activation.getPooled().get(layer - 2)))
                            .containsExactly(residuals.mean(layer, 5), within(2e-3f));
                    float[][] rows =
                            HalfPrecision.rows(activation.getPositions().get(layer - 2), residuals.width());
                    assertThat(rows).hasDimensions(activation.getOffsets().size(), residuals.width());
                    for (int i = 0; i < rows.length; i++) {
                        int end = activation.getOffsets().get(i);
                        int position = java.util.Arrays.binarySearch(encoded.ends(), end);
                        assertThat(Character.isLetter(text.charAt(end - 1))).isTrue();
                        assertThat(rows[i]).containsExactly(residuals.at(layer, position), within(4e-3f));
                    }
                }
            }
        }
    }

    private static float[] wordState(LanguageModel model, int[] passage) {
        int[] prompt = model.tokenizer().encodeWithoutSpecial(ReadSpec.WORD_PROMPT);
        int[] ids = ReadSpec.DEFAULT.cutAndAsk(passage, prompt, model.info().context());
        int blocks = model.info().blocks();
        var states = model.read(List.of(ids), new int[] {blocks}).getFirst();
        return model.unembedding().normed(states.at(blocks, ids.length - 1));
    }

    @Test
    void aModelThatIsNotAskedReadsAsBefore() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS.with("activation.words", "false"), WEAK)) {
            Settings settings = system.settings();
            send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder"), null, null, 0.));
            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 2));
            sendPassages(settings, 0, 5);

            await("passages are read", () -> activations(settings).size() == 5);

            assertThat(activations(settings))
                    .allSatisfy(activation ->
                            assertThat(activation.getWordState().remaining()).isZero());
            assertThat(records(settings, Topics.WORD_READOUTS)).isEmpty();
        }
    }

    @Test
    void theWordsOfConceptsAreReadOutAlsoOfLateAndChangedOnes() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, WEAK)) {
            Settings settings = system.settings();
            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 2));
            sendPassages(settings, 0, 5);
            await("passages are read", () -> activations(settings).size() == 5);

            send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder"), null, null, 0.));
            await("a late concept is read out", () -> readOuts(settings).equals(List.of("[murder]")));
            send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("clue"), null, null, 0.));
            await("and a changed one", () -> readOuts(settings).equals(List.of("[murder]", "[clue]")));
        }
        try (var system = Standalone.start(dir, SETTINGS, WEAK)) {
            Settings settings = system.settings();
            sendPassages(settings, 5, 6);
            await("it goes on", () -> activations(settings).size() == 6);
            assertThat(readOuts(settings)).as("nothing is read out again").hasSize(2);
            send(settings, Topics.CONCEPTS, "crime", null);
            await(
                    "the read-out of one that is gone is removed",
                    () -> readOuts(settings).equals(List.of("[murder]", "[clue]", "removed")));
        }
    }

    private static List<String> readOuts(Settings settings) {
        return records(settings, Topics.WORD_READOUTS).stream()
                .map(record -> record.value() == null
                        ? "removed"
                        : record.value().getWords().toString())
                .toList();
    }

    @Test
    void aFileThatIsNotTheAnnouncedModelIsRefusedAndTheRightOneIsReadAfterwards() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, WEAK)) {
            var wrong = announcement("weak", "vicuna", 2);
            wrong.setSha256("0".repeat(64));
            send(system.settings(), Topics.LANGUAGE_MODELS, "weak", wrong);
            sendPassages(system.settings(), 0, 5);
            var service = system.services().getFirst();
            await("the file is refused", service.state(), () -> service.state().contains("is not the weak model"));
            assertThat(service.failed()).isFalse();

            send(system.settings(), Topics.LANGUAGE_MODELS, "weak", announcement("weak", "vicuna", 2));

            await("passages are read", () -> activations(system.settings()).size() == 5);
        }
    }
}
