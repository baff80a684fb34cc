// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.served.LensServer;
import org.gumshoe.lm.served.LensServer.Trouble;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelAnnouncements;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.traces.TestSpans;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records of a model that a server runs, beside those of the same model in the process. */
class ServedReadingTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.PASSAGES.name(), 0);
    private static final int PASSAGES = 6;

    private final LanguageModel model = LanguageModel.load(Path.of("../../src/test/resources/tiny/qwen3"));
    private final LensServer server = new LensServer(model);
    private final ModelAnnouncement announced = ModelAnnouncements.of(
            "strong",
            "tiny",
            model.info().location(),
            model.info().sha256(),
            model.info().architecture(),
            model.info().blocks(),
            model.info().width(),
            List.of(1, 3));
    private final TestSpans spans = new TestSpans();
    private final ProcessMetrics metrics = new ProcessMetrics(spans.traces());

    @AfterEach
    void close() {
        server.close();
        model.close();
        metrics.close();
    }

    /** A worker with clients of its own, which begins at the first passage. */
    private final class Reading implements AutoCloseable {
        private final MockConsumer<String, DecodedValue<Passage>> consumer = new MockConsumer<>("earliest");
        private final MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        private final ModelWorker worker;

        Reading(Map<String, String> settings) {
            Map<String, String> all = new HashMap<>(settings);
            all.putAll(Map.of("activation.positions", "3", "activation.batch", "4", "activation.tokens", "200"));
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.updateEndOffsets(Map.of(PARTITION, (long) PASSAGES));
            producer.initTransactions();
            worker = new ModelWorker(
                    "activations-strong",
                    announced,
                    Map.of("strong", announced),
                    group -> consumer,
                    producer,
                    new Settings(all),
                    metrics);
            consumer.rebalance(List.of(PARTITION));
            for (int i = 0; i < PASSAGES; i++) {
                Passage passage = passage(i);
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(),
                        0,
                        i,
                        1000L + i,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        PassageKey.of(passage).format(),
                        new DecodedValue<>(passage, null, null),
                        new RecordHeaders(),
                        Optional.empty()));
            }
        }

        Map<String, Activation> readAll() {
            for (int i = 0; i < PASSAGES; i++) {
                worker.step(Duration.ZERO);
            }
            return activations();
        }

        Map<String, Activation> activations() {
            Map<String, Activation> read = new TreeMap<>();
            producer.history().stream()
                    .filter(record -> record.topic().equals(Topics.ACTIVATIONS.name()))
                    .forEach(
                            record -> read.put(record.key(), Topics.ACTIVATIONS.read(record.key(), record.value(), 0)));
            return read;
        }

        List<String> letters() {
            return producer.history().stream()
                    .filter(record -> record.topic().equals(Topics.DEAD_LETTERS.name()))
                    .map(record -> record.key())
                    .toList();
        }

        @Override
        public void close() {
            worker.close();
        }
    }

    private static Passage passage(int i) {
        String text = "The inspector looked at door number " + i + " and said nothing" + " at all".repeat(i) + ".";
        return new Passage("book" + i, i, PASSAGES, 0, text.length(), text, true, false, "", "", "", null);
    }

    private Map<String, String> outside(int timeoutMillis) {
        return Map.of("engine.strong.urls", server.url(), "engine.timeout.ms", Integer.toString(timeoutMillis));
    }

    private static void assertEqual(ByteBuffer one, ByteBuffer other) {
        float[] expected = HalfPrecision.decode(other);
        float[] read = HalfPrecision.decode(one);
        assertThat(read).hasSameSizeAs(expected);
        for (int i = 0; i < read.length; i++) {
            // half precision itself differs by half of that in a large number
            assertThat(read[i]).isCloseTo(expected[i], within(1e-3f * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void theRecordsAreTheSame() {
        try (Reading inside = new Reading(Map.of());
                Reading outside = new Reading(outside(30_000))) {
            Map<String, Activation> expected = inside.readAll();

            // an answer at once would leave nothing for the next request to overlap with
            server.delayMillis = 60;
            Map<String, Activation> read = outside.readAll();
            server.delayMillis = 0;

            assertThat(expected).hasSize(PASSAGES);
            assertThat(read).containsOnlyKeys(expected.keySet());
            read.forEach((key, activation) -> {
                Activation of = expected.get(key);
                for (int layer = 0; layer < 2; layer++) {
                    assertEqual(
                            activation.getPooled().get(layer), of.getPooled().get(layer));
                    assertEqual(
                            activation.getPositions().get(layer),
                            of.getPositions().get(layer));
                }
                assertEqual(activation.getWordState(), of.getWordState());
                assertThat(activation.getOffsets()).isNotEmpty();
                activation.setPooled(of.getPooled());
                activation.setPositions(of.getPositions());
                activation.setWordState(of.getWordState());
                assertThat(activation).isEqualTo(of);
            });
            assertThat(server.mostAtOnce.get()).isGreaterThan(1);
        }
    }

    @Test
    void aServerInTroubleTakesNoPassageAway() {
        try (Reading outside = new Reading(outside(20_000))) {
            server.troubles.addAll(Collections.nCopies(200, Trouble.ERROR));

            assertThatThrownBy(() -> outside.worker.step(Duration.ZERO))
                    .isInstanceOf(UncheckedIOException.class)
                    .satisfies(fault -> assertThat(Faults.isOfRecord(fault)).isFalse())
                    .satisfies(fault -> assertThat(Faults.sentence(fault))
                            .isEqualTo("the server " + server.url() + "/ answers 500 (the engine is dead)"));

            assertThat(outside.producer.history()).isEmpty();
            assertThat(outside.producer.consumerGroupOffsetsHistory()).isEmpty();
        }
        server.troubles.clear();
        try (Reading anew = new Reading(outside(30_000))) {
            assertThat(anew.readAll()).hasSize(PASSAGES);
            assertThat(anew.letters()).isEmpty();
        }
    }

    @Test
    void aPassageThatTheServerRefusesIsADeadLetterAndTheOthersAreRead() {
        try (Reading outside = new Reading(outside(30_000))) {
            server.refusedLength = tokensOf(3);

            Map<String, Activation> read = outside.readAll();

            assertThat(outside.letters()).containsExactly("book3#3");
            assertThat(read).hasSize(PASSAGES - 1);
        }
    }

    private int tokensOf(int passage) {
        return model.tokenizer().encode(passage(passage).getText()).length
                + model.tokenizer().encodeWithoutSpecial(ReadSpec.WORD_PROMPT).length;
    }

    /** A batch that failed is read again, each passage alone: it is the stage of its book once. */
    @Test
    void eachPassageThatWasReadIsAStageOfItsBooksTrace() {
        try (Reading outside = new Reading(outside(30_000))) {
            server.refusedLength = tokensOf(3);
            outside.readAll();
        }

        assertThat(spans.ended()).hasSize(PASSAGES - 1).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("read passages");
            assertThat(TestSpans.service(span)).isEqualTo("gumshoe-activations-strong");
            assertThat(TestSpans.passages(span)).isEqualTo(1);
        });
        assertThat(spans.ended())
                .extracting(span -> span.getTraceId())
                .containsExactlyInAnyOrderElementsOf(IntStream.of(0, 1, 2, 4, 5)
                        .mapToObj(i ->
                                new TraceOrigin("book" + i, 1000L + i).context().getTraceId())
                        .toList());
    }

    @Test
    void aServerOfAnotherModelIsToldAndReadsNothing() {
        try (LanguageModel other = LanguageModel.load(Path.of("../../src/test/resources/tiny/mistral"))) {
            server.hold(other, other.info().sha256());

            assertThatThrownBy(() -> new Reading(outside(30_000)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("None of the servers")
                    .hasMessageContaining("--served-model-name");
        }
    }

    @Test
    void withoutTheQuestionOnlyTheLayersAreAskedFor() {
        Map<String, String> settings = new HashMap<>(outside(30_000));
        settings.put("activation.words", "false");
        try (Reading outside = new Reading(settings)) {
            server.bodies.clear();

            assertThat(outside.readAll().values())
                    .hasSize(PASSAGES)
                    .allSatisfy(activation ->
                            assertThat(activation.getWordState().remaining()).isZero());
            assertThat(server.bodies)
                    .allSatisfy(body -> assertThat(body.path("vllm_xargs")
                                    .path("output_residual_stream")
                                    .asText())
                            .isEqualTo("[0,2]"));
        }
    }
}
