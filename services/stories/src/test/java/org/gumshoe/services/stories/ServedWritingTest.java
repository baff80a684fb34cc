// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.served.LensServer;
import org.gumshoe.lm.served.LensServer.Trouble;
import org.gumshoe.lm.served.ServerSettings;
import org.gumshoe.schemas.ControlReadOut;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.KeptVectors;
import org.gumshoe.services.common.records.ModelAnnouncements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stories of a model that a server runs, beside those of the same model in the process. */
class ServedWritingTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.STORY_REQUESTS.name(), 0);

    private final LanguageModel model = LanguageModel.load(Path.of("../../src/test/resources/tiny/gemma3"));
    private final LensServer server = new LensServer(model);
    private final Map<String, ModelAnnouncement> models = new HashMap<>(Map.of(
            "strong",
            ModelAnnouncements.of(
                    "strong",
                    "tiny",
                    model.info().location(),
                    model.info().sha256(),
                    model.info().architecture(),
                    model.info().blocks(),
                    model.info().width(),
                    List.of(2))));
    private final Map<String, SteeringVector> vectors = new HashMap<>();

    @AfterEach
    void close() {
        server.close();
        model.close();
    }

    private ServerSettings outside() {
        return new ServerSettings(List.of(URI.create(server.url() + "/")), "", 8, Duration.ofSeconds(30));
    }

    /** A writer with clients of its own. */
    private final class Writing implements AutoCloseable {
        private final MockConsumer<String, DecodedValue<StoryRequest>> consumer = new MockConsumer<>("earliest");
        private final MockProducer<String, byte[]> answers =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        private final MockProducer<String, byte[]> letters =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        private final StoryWriter writer;
        private long offset;

        Writing(Optional<ServerSettings> servers) {
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            letters.initTransactions();
            writer = new StoryWriter(
                    consumer,
                    answers,
                    letters,
                    models,
                    vectors,
                    new KeptVectors(),
                    role -> servers,
                    4,
                    () -> false,
                    state -> {});
            consumer.subscribe(List.of(PARTITION.topic()), writer.rebalances());
            consumer.rebalance(List.of(PARTITION));
        }

        List<StoryToken> write(StoryRequest.Builder... requests) {
            for (StoryRequest.Builder request : requests) {
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(),
                        0,
                        offset++,
                        request.getStory(),
                        new DecodedValue<>(request.build(), null, null)));
            }
            writer.poll(Duration.ZERO);
            writer.answer();
            return tokens();
        }

        List<StoryToken> tokens() {
            return answers.history().stream()
                    .filter(record -> record.topic().equals(Topics.STORIES.name()))
                    .map(record -> Topics.STORIES.read(record.key(), record.value(), 0))
                    .toList();
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    private static StoryRequest.Builder story(String id, String arm) {
        return StoryRequest.newBuilder()
                .setStory(id)
                .setConcept("crime")
                .setPrompt("It was a quiet evening.")
                .setArm(arm)
                .setSeed(3)
                .setTokens(9);
    }

    private List<Float> along(int dimension) {
        List<Float> direction = new ArrayList<>(Collections.nCopies(model.info().width(), 0f));
        direction.set(dimension, 1f);
        return direction;
    }

    private void inForce(int layer) {
        vectors.put(
                "crime|strong|refined",
                SteeringVector.newBuilder()
                        .setConcept("crime")
                        .setRole("strong")
                        .setModel(model.info().sha256())
                        .setKind("refined")
                        .setVersion(1)
                        .setLayers(List.of(LayerDirection.newBuilder()
                                .setLayer(layer)
                                .setDirection(along(0))
                                .setStrength(40)
                                .setTypicalNorm(1)
                                .setNorm(1)
                                .build()))
                        .setModelVersion(1)
                        .setPassages(9)
                        .setBooks(9)
                        .setControl(StoryControl.newBuilder()
                                .setCandidates(3)
                                .setBlockTokens(4)
                                .setReadOuts(List.of(ControlReadOut.newBuilder()
                                        .setLayer(layer)
                                        .setWeights(along(0))
                                        .setMean(0)
                                        .setDeviation(1)
                                        .build()))
                                .build())
                        .build());
    }

    @Test
    void everyArmIsWrittenAsInTheProcess() {
        inForce(2);
        StoryRequest.Builder[] requests = {
            story("unsteered", "unsteered").setDetails(true),
            story("prompt", "prompt"),
            story("random", "random"),
            story("refined", "refined").setDetails(true),
            story("steered", "steered").setStrength(-3.),
            story("best", "best")
        };
        try (Writing inside = new Writing(Optional.empty());
                Writing outside = new Writing(Optional.of(outside()))) {
            Map<String, List<StoryToken>> expected = byStory(inside.write(requests));

            Map<String, List<StoryToken>> written = byStory(outside.write(requests));

            assertThat(written.keySet()).hasSize(6).isEqualTo(expected.keySet());
            written.forEach((id, tokens) -> assertEqual(id, tokens, expected.get(id)));
            assertThat(written.get("best").getFirst().getCandidates()).isEqualTo(3);
            assertThat(outside.letters.history()).isEmpty();
        }
    }

    private static Map<String, List<StoryToken>> byStory(List<StoryToken> tokens) {
        Map<String, List<StoryToken>> stories = new HashMap<>();
        tokens.forEach(token -> stories.computeIfAbsent(token.getStory(), none -> new ArrayList<>())
                .add(token));
        return stories;
    }

    private static void assertEqual(String id, List<StoryToken> written, List<StoryToken> expected) {
        assertThat(written).as(id).hasSameSizeAs(expected);
        for (int i = 0; i < written.size(); i++) {
            StoryToken token = written.get(i);
            StoryToken of = expected.get(i);
            assertThat(token.getText()).as(id).isEqualTo(of.getText());
            assertThat(token.getError()).as(id).isEqualTo(of.getError()).isEmpty();
            assertThat(token.getNote()).isEqualTo(of.getNote());
            assertThat(token.getLast()).isEqualTo(of.getLast());
            assertThat(token.getModel()).isEqualTo(of.getModel());
            assertThat(token.getVectorVersion()).isEqualTo(of.getVectorVersion());
            assertThat(token.getLogProb()).isCloseTo(of.getLogProb(), within(1e-3));
            assertThat(token.getReadings()).hasSameSizeAs(of.getReadings());
            for (int j = 0; j < of.getReadings().size(); j++) {
                assertThat(token.getReadings().get(j))
                        .isCloseTo(of.getReadings().get(j), within(1e-3f));
            }
        }
        assertThat(written.getLast().getLogProbUnsteered())
                .isCloseTo(expected.getLast().getLogProbUnsteered(), within(1e-3));
    }

    @Test
    void aServerInTroubleTakesNoRequestAway() {
        try (Writing outside = new Writing(Optional.of(outside()))) {
            server.stop();

            assertThatThrownBy(() -> outside.write(story("waits", "unsteered")))
                    .isInstanceOf(UncheckedIOException.class)
                    .satisfies(fault -> assertThat(Faults.isOfRecord(fault)).isFalse())
                    .satisfies(fault -> assertThat(Faults.sentence(fault)).contains(server.url()));
            assertThat(outside.tokens()).isEmpty();
            assertThat(outside.letters.consumerGroupOffsetsHistory()).isEmpty();

            server.restart();
            assertThat(outside.write()).last().satisfies(token -> {
                assertThat(token.getStory()).isEqualTo("waits");
                assertThat(token.getLast()).isTrue();
                assertThat(token.getError()).isEmpty();
            });
        }
    }

    @Test
    void aStoryThatBreaksOffIsNotCommitted() {
        try (Writing outside = new Writing(Optional.of(outside()))) {
            server.troubles.addAll(List.of(Trouble.NONE, Trouble.BROKEN_STREAM));

            assertThatThrownBy(() -> outside.write(story("broken", "unsteered")))
                    .isInstanceOf(UncheckedIOException.class);

            assertThat(outside.letters.consumerGroupOffsetsHistory()).isEmpty();
            assertThat(outside.letters.history()).isEmpty();
        }
    }

    @Test
    void aRequestThatTheServerRefusesIsADeadLetterAndIsAnswered() {
        try (Writing outside = new Writing(Optional.of(outside()))) {
            server.refusedLength = model.tokenizer().encode("A door that is refused.").length;

            List<StoryToken> tokens = outside.write(
                    story("refused", "unsteered").setPrompt("A door that is refused."), story("fine", "unsteered"));
            for (int i = 0; i < 3; i++) {
                tokens = outside.write();
            }

            Map<String, List<StoryToken>> stories = byStory(tokens);
            assertThat(stories.get("refused").getLast().getError()).contains("answers 400");
            assertThat(stories.get("fine").getLast().getError()).isEmpty();
            assertThat(outside.letters.history())
                    .extracting(record -> record.key())
                    .containsExactly("refused");
        }
    }

    @Test
    void aVectorAtTheEmbeddingAndAServerOfAnotherModelAreRefusedInASentence() {
        inForce(0);
        try (Writing outside = new Writing(Optional.of(outside()));
                LanguageModel other = LanguageModel.load(Path.of("../../src/test/resources/tiny/mistral"))) {
            assertThat(outside.write(story("embedding", "refined")).getLast().getError())
                    .contains("Layer 0", "on a server");
            assertThat(outside.letters.history()).isEmpty();

            try (Writing another = new Writing(Optional.of(outside()))) {
                server.hold(other, "mistral");
                assertThat(another.write(story("another", "unsteered"))
                                .getLast()
                                .getError())
                        .contains("None of the servers", "--served-model-name");
            }
        }
    }
}
