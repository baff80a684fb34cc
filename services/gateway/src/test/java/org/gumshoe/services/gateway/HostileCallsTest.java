// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.http.RawHttp;
import org.gumshoe.services.common.http.RawHttp.Answer;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.records.ModelAnnouncements;
import org.gumshoe.services.gateway.view.FeedRecord;
import org.gumshoe.services.gateway.view.RecordPlace;
import org.gumshoe.services.gateway.view.RecordSource;
import org.gumshoe.services.gateway.view.ViewUpdater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that cost nothing to send and a lot to answer, or that met no sentence. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileCallsTest {
    private static final String OWN = "X-Requested-With: test";
    private static final String JSON = "Content-Type: application/json";

    private final Source source = new Source();
    private final OpenGateway gateway = new OpenGateway(10, 1, Map.of(), source);
    private final ViewUpdater updater = new ViewUpdater(gateway.views, (record, what, data) -> {});

    /** A source of chunks that are all as long as they can be. */
    private static final class Source implements RecordSource {
        boolean overflows;
        int read;

        @Override
        @SuppressWarnings("unchecked")
        public <V> Optional<V> read(Topic<V> topic, RecordPlace place) {
            if (overflows) {
                throw new StackOverflowError();
            }
            read++;
            return Optional.of((V) chunk((int) place.offset(), 400, "x".repeat(200_000)));
        }

        @Override
        public Optional<ProducerRecord<String, byte[]>> original(RecordPlace letter) {
            return Optional.empty();
        }
    }

    private static BookChunk chunk(int index, int total, String text) {
        return new BookChunk("long", index, total, "x", "", "", List.of(), text);
    }

    private void apply(String topic, String key, long offset, Object value) {
        updater.apply(new FeedRecord(topic, 0, offset, 5, key, new RecordHeaders(), value, true));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** A hundred bytes of a request brought a book of any length into memory, as often as they came. */
    @Test
    void aBookThatComesBackIsBoundedAsOneThatComes() throws Exception {
        for (int i = 0; i < 400; i++) {
            apply("books", "long", i, chunk(i, 400, ""));
        }
        apply("books", "long", 400, null);
        Answer answer = RawHttp.post(gateway.port(), "/api/books/restore?id=long", "", OWN);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("send its file again");
        assertThat(source.read).isLessThan(330);
        assertThat(gateway.producer.history()).isEmpty();
    }

    /** The status of a success is set before a call is answered. */
    @Test
    void anErrorIsNoSuccess() throws Exception {
        apply("books", "long", 0, chunk(0, 1, ""));
        source.overflows = true;
        assertThat(RawHttp.post(gateway.port(), "/api/books/restore?id=long", "", OWN)
                        .status())
                .isEqualTo(500);
    }

    private static long folders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("gumshoe-book-"))
                    .count();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/..", "\u6f22", "/", "\\"})
    void aNameThatIsNoFilesIsRefusedAndLeavesNothing(String name) throws Exception {
        long before = folders();
        String file = name.equals("\u6f22") ? name.repeat(200) + ".txt" : name;
        Answer answer = RawHttp.post(
                gateway.port(),
                "/api/books/file?name=" + URLEncoder.encode(file, StandardCharsets.UTF_8),
                "The door closed.",
                "Content-Type: text/plain",
                OWN);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("rename it");
        assertThat(folders()).isEqualTo(before);
    }

    /** Each token was compared with every beginning of them. */
    @Test
    void textsToStopAtAreShort() throws Exception {
        Answer answer = complete("{\"prompt\":\"Yes.\",\"stop\":[\"" + "z".repeat(501) + "\"]}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("500 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"seed\":9223372036854775808",
                "\"steer\":{\"concept\":\"crime\",\"version\":18446744073709551617}",
                "\"n\":1,\"n\":16"
            })
    void aNumberIsTakenAsItStandsOrNotAtAll(String field) throws Exception {
        assertThat(complete("{\"prompt\":\"Yes.\"," + field + "}").status()).isEqualTo(400);
        assertThat(gateway.producer.history()).isEmpty();
    }

    private Answer complete(String body) throws IOException {
        return RawHttp.post(gateway.port(), "/v1/completions", body, JSON);
    }

    /** One door is open here, and nobody writes the story. */
    @Test
    void whoWaitsForAStoryKeepsNobodyOut() throws Exception {
        String body = "{\"prompt\":\"Yes.\"}";
        try (Socket waits = RawHttp.open(
                gateway.port(),
                "POST /v1/completions",
                List.of("Host: localhost", JSON),
                body.getBytes(StandardCharsets.UTF_8))) {
            while (gateway.producer.history().isEmpty()) {
                Thread.sleep(10);
            }
            Answer answer =
                    RawHttp.post(gateway.port(), "/api/stories", "{\"concept\":\"crime\",\"prompt\":\"It was\"}", JSON);
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            assertThat(waits.isClosed()).isFalse();
        }
    }

    @Test
    void aStoryOfAnArmThatNobodyKnowsIsShown() throws Exception {
        StoryRequest request = StoryRequest.newBuilder()
                .setStory("odd")
                .setConcept("crime")
                .setPrompt("It was")
                .setArm("nope")
                .setSeed(1)
                .setTokens(1)
                .build();
        StoryToken token = StoryToken.newBuilder()
                .setStory("odd")
                .setConcept("crime")
                .setArm("nope")
                .setIndex(0)
                .setText("x")
                .setLogProb(0)
                .setLast(true)
                .setSeed(1)
                .setModel("m")
                .build();
        ModelAnnouncements.taking(
                        ModelAnnouncements.of("strong", "one", Path.of("one"), "m", "gpt2", 4, 8, List.of(2)), null)
                .forEach(gateway.views.models()::put);
        apply("story-requests", "odd", 0, request);
        apply("stories", "odd", 1, token);
        assertThat(RawHttp.get(gateway.port(), "/api/story?id=odd").status()).isEqualTo(200);
    }
}
