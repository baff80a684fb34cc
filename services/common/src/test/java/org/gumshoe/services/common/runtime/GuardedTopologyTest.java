// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.topology.GuardedTopology;
import org.gumshoe.services.common.topology.Punctuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedTopologyTest {
    private static final String OUT = "out";

    private static StoryRequest request(String prompt) {
        return StoryRequest.newBuilder()
                .setStory("s")
                .setConcept("crime")
                .setPrompt(prompt)
                .setArm("unsteered")
                .setSeed(1)
                .setTokens(1)
                .build();
    }

    /** A topology whose processor does what a request's prompt says, and forwards any other. */
    private static TestTopology topology() {
        return topology("stories");
    }

    private static TestTopology topology(String service) {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.STORY_REQUESTS.stream(builder)
                .mapValues(value -> {
                    act(value.getPrompt());
                    return value;
                })
                .to(OUT, Topics.STORY_REQUESTS.produced());
        return new TestTopology(service, builder.build());
    }

    private static List<TestRecord<String, StoryRequest>> stories(TestTopology test) {
        return test.driver()
                .createOutputTopic(
                        OUT,
                        new StringDeserializer(),
                        Topics.STORY_REQUESTS.values().deserializer())
                .readRecordsToList();
    }

    private static void act(String prompt) {
        switch (prompt) {
            case "stack" -> act(prompt);
            case "cast" -> {
                Object text = prompt;
                assertThat((Integer) text).isZero();
            }
            case "null" -> throw new NullPointerException();
            case "large" -> throw new RecordTooLargeException("too large");
            case "memory" -> throw new OutOfMemoryError("Requested array size exceeds VM limit");
            case "disk" -> throw new ProcessorStateException("No space left on device");
            default -> {}
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stack", "cast", "null", "large"})
    void whateverARecordBringsAboutIsOneDeadLetter(String prompt) {
        try (TestTopology test = topology()) {
            test.in(Topics.STORY_REQUESTS).pipeInput("s", request(prompt));
            test.in(Topics.STORY_REQUESTS).pipeInput("s", request("a story"));

            var letters = test.out(Topics.DEAD_LETTERS).readRecordsToList();
            assertThat(letters).hasSize(1);
            assertThat(header(letters.getFirst()
                            .headers()
                            .lastHeader(DeadLetters.SERVICE)
                            .value()))
                    .isEqualTo("stories");
            assertThat(header(letters.getFirst()
                            .headers()
                            .lastHeader(DeadLetters.MESSAGE)
                            .value()))
                    .isNotBlank();
            assertThat(stories(test))
                    .extracting(story -> story.value().getPrompt())
                    .containsExactly("a story");
        }
    }

    private static String header(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** All readers refuse it; its keeper tells of it. */
    @ParameterizedTest
    @CsvSource({"stories, 1", "evaluation, 0"})
    void aRecordUnderAnothersKeyIsOneDeadLetterByItsKeeper(String service, int letters) {
        try (TestTopology test = topology(service)) {
            test.in(Topics.STORY_REQUESTS).pipeInput("another", request("a story"));
            test.in(Topics.STORY_REQUESTS).pipeInput("s", request("a story"));

            assertThat(test.out(Topics.DEAD_LETTERS).readRecordsToList()).hasSize(letters);
            assertThat(stories(test)).hasSize(1);
        }
    }

    /** Else a vector with 900 kB of headers would become a thousand metrics with as many. */
    @Test
    void headersEndAtTheDoor() {
        try (TestTopology test = topology("stories")) {
            test.in(Topics.STORY_REQUESTS)
                    .pipeInput(new TestRecord<>(
                            "s", request("a story"), new RecordHeaders().add("large", new byte[100_000])));

            assertThat(stories(test))
                    .singleElement()
                    .satisfies(story -> assertThat(story.headers()).isEmpty());
        }
    }

    @Test
    void memoryThatFailsThreeTimesInARowIsTheRecordsFault() {
        Troubles troubles = new Troubles();
        assertThat(troubles.blamedForMemory("books-0@7")).isFalse();
        assertThat(troubles.blamedForMemory("books-0@7")).isFalse();
        assertThat(troubles.blamedForMemory("books-1@7")).as("another record").isFalse();
        assertThat(troubles.blamedForMemory("books-0@7")).isFalse();
        assertThat(troubles.blamedForMemory("books-0@7")).isFalse();
        assertThat(troubles.blamedForMemory("books-0@7")).isTrue();
    }

    /** The record is not given up: the thread dies, and its successor reads the record again. */
    @ParameterizedTest
    @ValueSource(strings = {"disk", "memory"})
    void whatIsNotTheRecordsFaultEndsTheThread(String prompt) {
        try (TestTopology test = topology()) {
            assertThatThrownBy(() -> test.in(Topics.STORY_REQUESTS).pipeInput("s", request(prompt)))
                    .isInstanceOf(Throwable.class);
            assertThat(test.out(Topics.DEAD_LETTERS).isEmpty()).isTrue();
        }
    }

    /** Work that fails at some times of the clock. */
    private static final class Clockwork extends ContextualProcessor<String, StoryRequest, Void, Void> {
        private int runs;
        private String failure = "";

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            Punctuation.every(Duration.ofSeconds(1), context, "the clockwork", now -> {
                runs++;
                if (failure.equals("otherwise")) throw new IllegalArgumentException(failure);
                if (!failure.isEmpty()) throw new IllegalStateException(failure + " " + runs);
            });
        }

        @Override
        public void process(Record<String, StoryRequest> record) {
            failure = record.value().getPrompt();
        }
    }

    @Test
    void workThatFailsIsOneDeadLetterAKindAndIsTriedAfterGrowingPauses() {
        Clockwork[] clockwork = new Clockwork[1];
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.STORY_REQUESTS.stream(builder).process(() -> clockwork[0] = new Clockwork());
        try (TestTopology test = new TestTopology("stories", builder.build())) {
            test.in(Topics.STORY_REQUESTS).pipeInput("s", request("broken"));
            for (int second = 0; second < 60; second++) test.advance(Duration.ofSeconds(1));
            int failed = clockwork[0].runs;
            assertThat(failed).isBetween(4, 8);
            assertThat(test.out(Topics.DEAD_LETTERS).readValuesToList()).hasSize(1);

            test.in(Topics.STORY_REQUESTS).pipeInput("s", request("otherwise"));
            for (int second = 0; second < 120; second++) test.advance(Duration.ofSeconds(1));
            assertThat(test.out(Topics.DEAD_LETTERS).readValuesToList()).hasSize(1);

            test.in(Topics.STORY_REQUESTS).pipeInput("s", request(""));
            for (int second = 0; second < 70; second++) test.advance(Duration.ofSeconds(1));
            int before = clockwork[0].runs;
            for (int second = 0; second < 10; second++) test.advance(Duration.ofSeconds(1));
            assertThat(clockwork[0].runs - before)
                    .as("it runs every second again")
                    .isEqualTo(10);
        }
    }

    @Test
    void aBrokenRowOfAGlobalTableLeavesTheLastGoodOneInForce() {
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.CONCEPTS.globalTable(builder, "concepts-table");
        Topics.STORY_REQUESTS.stream(builder).to(OUT, Topics.STORY_REQUESTS.produced());
        try (TestTopology test = new TestTopology("stories", builder.build())) {
            Concept good = new Concept("crime", List.of("murder"), null, null, 1.0);
            Concept odd = new Concept("crime", List.of("murder"), null, Double.NaN, 1.0);
            test.in(Topics.CONCEPTS).pipeInput("crime", good);
            test.in(Topics.CONCEPTS).pipeInput("crime", odd);
            test.in(Topics.CONCEPTS).pipeInput("crime", new Concept("sea", List.of("anchor"), null, null, 1.0));
            test.driver()
                    .createInputTopic(Topics.CONCEPTS.name(), new StringSerializer(), new ByteArraySerializer())
                    .pipeInput("crime", new byte[] {1, 2, 3});

            var table = test.driver().<String, Concept>getTimestampedKeyValueStore("concepts-table");
            assertThat(table.get("crime").value()).isEqualTo(good);

            test.in(Topics.CONCEPTS).pipeInput("crime", (Concept) null);
            assertThat(table.get("crime")).isNull();
        }
    }

    /** Else whoever makes up keys fills the memory of every reader. */
    @Test
    void aTableKeepsSoManyRowsAndReadyTellsWhenThereAreMore() {
        int limit = Topics.CONCEPTS.maxRows();
        StreamsBuilder builder = GuardedTopology.builder();
        Topics.CONCEPTS.globalTable(builder, "concepts-table");
        Topics.STORY_REQUESTS.stream(builder).to(OUT, Topics.STORY_REQUESTS.produced());
        try (TestTopology test = new TestTopology("stories", builder.build())) {
            for (int i = 0; i < limit; i++) {
                test.in(Topics.CONCEPTS).pipeInput("c" + i, concept("c" + i, "murder"));
            }
            assertThat(test.trouble()).isEmpty();
            test.in(Topics.CONCEPTS).pipeInput("more", concept("more", "murder"));
            test.in(Topics.CONCEPTS).pipeInput("c7", concept("c7", "anchor"));

            var table = test.driver().<String, Concept>getTimestampedKeyValueStore("concepts-table");
            assertThat(table.approximateNumEntries()).isEqualTo(limit);
            assertThat(table.get("c7").value().getSeeds()).containsExactly("anchor");
            assertThat(test.trouble())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains("the topic concepts has more than " + Topics.CONCEPTS.maxRows() + " keys"));

            test.in(Topics.CONCEPTS).pipeInput("c7", (Concept) null);
            assertThat(test.trouble()).isEmpty();
        }
    }

    private static Concept concept(String name, String seed) {
        return new Concept(name, List.of(seed), null, null, 1.0);
    }
}
