// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.schemas.ControlReadOut;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.KeptVectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests with a small random model and Kafka clients without a broker. */
class RunningBatchTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.STORY_REQUESTS.name(), 0);

    private final LanguageModel model = LanguageModel.load(tiny("gemma3"));
    private final Map<String, ModelAnnouncement> models =
            new HashMap<>(Map.of("strong", announcement("strong", model.info().sha256())));
    private final MockConsumer<String, DecodedValue<StoryRequest>> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final MockProducer<String, byte[]> letters =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final Map<String, SteeringVector> vectors = new HashMap<>();
    private final KeptVectors former = new KeptVectors();
    private final TokenSink sink = new TokenSink(producer, () -> false);
    private final RequestQueue requests = new RequestQueue(consumer, new HeldLetters(letters), sink);
    private long offset;

    RunningBatchTest() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        letters.initTransactions();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private static Path tiny(String name) {
        return Path.of("../../src/test/resources/tiny").resolve(name);
    }

    private static ModelAnnouncement announcement(String role, String sha256) {
        return ModelAnnouncement.newBuilder()
                .setRole(role)
                .setName(role)
                .setLocation("")
                .setSha256(sha256)
                .setArchitecture("")
                .setBlocks(1)
                .setWidth(1)
                .setReadLayers(List.of())
                .setWriteLayers(List.of())
                .build();
    }

    private static StoryRequest.Builder story(String id, int tokens) {
        return StoryRequest.newBuilder()
                .setStory(id)
                .setConcept("crime")
                .setPrompt("It was a quiet evening.")
                .setArm("unsteered")
                .setSeed(3)
                .setTokens(tokens);
    }

    private void ask(StoryRequest.Builder request) {
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), 0, offset++, request.getStory(), new DecodedValue<>(request.build(), null, null)));
    }

    /** Asks while the batch is running, when it looks for the third time. */
    private void askLater(StoryRequest.Builder... later) {
        Runnable nothing = () -> {};
        consumer.schedulePollTask(nothing);
        consumer.schedulePollTask(nothing);
        consumer.schedulePollTask(() -> List.of(later).forEach(this::ask));
    }

    /** A vector along one dimension of the second layer. */
    private void inForce(long version, int dimension) {
        Float[] direction = new Float[model.info().width()];
        Arrays.fill(direction, 0f);
        direction[dimension] = 1f;
        SteeringVector vector = SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setModel(model.info().sha256())
                .setKind("refined")
                .setVersion(version)
                .setLayers(List.of(LayerDirection.newBuilder()
                        .setLayer(2)
                        .setDirection(List.of(direction))
                        .setStrength(40)
                        .setTypicalNorm(1)
                        .setNorm(1)
                        .build()))
                .setModelVersion(1)
                .setPassages(9)
                .setBooks(9)
                .build();
        vectors.put("crime|strong|refined", vector);
        former.add("crime|strong|refined", vector);
    }

    /** Lets the vector in force choose by one dimension of the second layer. */
    private void choosesBy(int width) {
        Float[] weights = new Float[width];
        Arrays.fill(weights, 0f);
        weights[0] = 1f;
        vectors.get("crime|strong|refined")
                .setControl(StoryControl.newBuilder()
                        .setCandidates(3)
                        .setBlockTokens(4)
                        .setReadOuts(List.of(ControlReadOut.newBuilder()
                                .setLayer(2)
                                .setWeights(List.of(weights))
                                .setMean(0)
                                .setDeviation(1)
                                .build()))
                        .build());
    }

    private StoryToken last(String id) {
        return tokens().get(place(id, true));
    }

    private void write(int most) {
        requests.poll(Duration.ZERO);
        new RunningBatch(model, models, vectors, former, requests, sink).write(most);
    }

    private List<StoryToken> tokens() {
        return producer.history().stream()
                .filter(entry -> entry.topic().equals(Topics.STORIES.name()))
                .map(entry -> Topics.STORIES.values().deserializer().deserialize(entry.topic(), entry.value()))
                .toList();
    }

    private String text(String id) {
        return tokens().stream()
                .filter(token -> token.getStory().equals(id))
                .map(StoryToken::getText)
                .collect(Collectors.joining());
    }

    /** Where in the topic a story's first (or last) token is. */
    private int place(String id, boolean last) {
        List<StoryToken> tokens = tokens();
        for (int i = 0; i < tokens.size(); i++) {
            StoryToken token = tokens.get(i);
            if (token.getStory().equals(id) && (last ? token.getLast() : token.getIndex() == 0)) {
                return i;
            }
        }
        throw new AssertionError(id + " has no token");
    }

    @Test
    void aRequestThatComesDuringABatchJoinsIt() {
        ask(story("long", 40));
        askLater(story("guest", 3));

        write(2);

        assertThat(place("guest", false)).isGreaterThan(place("long", false)).isLessThan(place("long", true));
        assertThat(place("guest", true)).isLessThan(place("long", true));
        String guest = text("guest");
        assertThat(letters.consumerGroupOffsetsHistory())
                .last()
                .satisfies(commit -> assertThat(
                                commit.get("dummy.group.id").get(PARTITION).offset())
                        .isEqualTo(2));

        ask(story("alone", 3));
        write(2);
        assertThat(guest)
                .as("the company changes nothing")
                .isEqualTo(text("alone"))
                .isNotEmpty();
    }

    @Test
    void withoutRoomARequestWaitsForAPlace() {
        ask(story("first", 6));
        ask(story("second", 12));
        ask(story("third", 6));

        write(2);

        assertThat(place("third", false)).isGreaterThan(place("first", true)).isLessThan(place("second", true));
    }

    @Test
    void anImpossibleRequestAndOneForAnotherModelLeaveTheOthersAlone() {
        models.put("weak", announcement("weak", "another"));
        ask(story("long", 40));
        askLater(
                story("hot", 3).setTemperature(1000),
                story("unknown", 3).setArm("refined"),
                story("guest", 3),
                story("other", 3).setRole("weak"),
                story("behind", 3));

        write(8);

        assertThat(tokens().get(place("hot", true)).getError()).contains("temperature");
        assertThat(place("guest", true)).isLessThan(place("long", true));
        assertThat(text("long")).isNotEmpty();
        assertThat(requests.waiting())
                .as("the unknown vector may still come, and nobody overtakes the other model's request")
                .extracting(request -> request.story().getStory())
                .endsWith("other", "behind");
    }

    @Test
    void aFormerVersionWritesWhatItWroteThen() {
        inForce(1, 0);
        ask(story("then", 12).setArm("refined"));
        write(1);
        inForce(2, 5);
        ask(story("again", 12).setArm("refined").setVersion(1L));
        ask(story("now", 12).setArm("refined"));
        write(3);

        assertThat(last("again").getVectorVersion()).isEqualTo(1);
        assertThat(last("now").getVectorVersion()).isEqualTo(2);
        assertThat(text("again")).isEqualTo(text("then")).isNotEqualTo(text("now"));
    }

    @Test
    void detailsAreToldOfEveryTokenAndOnlyWhereTheyAreAskedFor() {
        inForce(1, 0);
        ask(story("steered", 12).setArm("refined").setDetails(true));
        ask(story("unsteered", 12).setDetails(true));
        ask(story("plain", 12));
        write(3);

        for (String id : List.of("steered", "unsteered")) {
            StoryToken last = last(id);
            assertThat(last.getModel()).isEqualTo(model.info().sha256());
            assertThat(last.getReadings()).hasSize(12).doesNotHaveDuplicates();
            assertThat(last.getReadingLayer()).isEqualTo(2);
            assertThat(last.getReadingVersion()).isEqualTo(1);
            assertThat(last.getLogProbsUnsteered()).hasSize(12);
            assertThat(last.getLogProbsUnsteered().stream()
                            .mapToDouble(Float::doubleValue)
                            .sum())
                    .isCloseTo(last.getLogProbUnsteered(), within(1e-4));
        }
        assertThat(last("plain").getReadings()).isEmpty();
        assertThat(last("plain").getLogProbsUnsteered()).isEmpty();
    }

    @Test
    void aChosenStoryIsToldOnceAndDependsOnNoOther() {
        inForce(1, 0);
        choosesBy(model.info().width());
        ask(story("chosen", 10).setArm("best"));
        ask(story("plain", 10).setArm("steered"));
        write(2);

        List<StoryToken> tokens = tokens().stream()
                .filter(token -> token.getStory().equals("chosen"))
                .toList();
        assertThat(tokens).extracting(StoryToken::getIndex).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(tokens).extracting(StoryToken::getLast).containsOnlyOnce(true);
        assertThat(tokens).extracting(StoryToken::getCandidates).containsOnly(3);
        assertThat(last("plain").getCandidates()).isEqualTo(1);
        assertThat(text("chosen")).isNotEqualTo(text("plain"));

        ask(story("alone", 10).setArm("best"));
        write(8);
        assertThat(text("alone")).isEqualTo(text("chosen"));
    }

    @Test
    void withoutAProbeThatFitsTheStoryIsPlainAndSaysWhy() {
        inForce(1, 0);
        ask(story("none", 6).setArm("best"));
        ask(story("plain", 6).setArm("steered"));
        write(2);
        choosesBy(3);
        ask(story("another", 6).setArm("best"));
        write(1);

        assertThat(tokens().get(place("none", false)).getNote()).contains("has no probe to choose by", "steered");
        assertThat(tokens().get(place("another", false)).getNote()).contains("is another model's than the vector");
        assertThat(tokens().get(place("plain", false)).getNote()).isEmpty();
        assertThat(text("none")).isEqualTo(text("plain")).isEqualTo(text("another"));
    }

    @Test
    void awayFromTheConceptNothingIsChosenByIt() {
        inForce(1, 0);
        choosesBy(model.info().width());
        ask(story("away", 6).setArm("best").setStrength(-1.));
        ask(story("plain", 6).setArm("steered").setStrength(-1.));
        write(2);

        assertThat(tokens().get(place("away", false)).getNote()).contains("negative strength");
        assertThat(text("away")).isEqualTo(text("plain"));
    }
}
