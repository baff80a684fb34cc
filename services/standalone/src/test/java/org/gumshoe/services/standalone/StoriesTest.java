// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.sendCorrupt;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;
import static org.gumshoe.services.standalone.TestStream.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.gateway.GatewayService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker, a small random model that writes, and the gateway before it. */
class StoriesTest {
    private static final Settings SETTINGS = new Settings(Map.of("broker.port", "0", "port", "0", "gateway.port", "0"));
    private static final List<String> NAMES = List.of("stories", "gateway");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path dir;

    private static void announce(Settings settings) {
        ModelAnnouncement model = announcement("strong", "gemma3", 2, 3);
        send(settings, Topics.LANGUAGE_MODELS, "strong", model);
        send(settings, Topics.STEERING_VECTORS, "crime|strong|native", vector(model, "native", 4));
    }

    @Test
    void storiesAreSeededSteeredOrRefusedWithAReason() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, NAMES)) {
            Settings settings = system.settings();
            announce(settings);
            await("it is ready", system::ready);
            sendCorrupt(settings, Topics.STORY_REQUESTS, "broken");
            ask(
                    settings,
                    story("plain", "unsteered"),
                    story("again", "unsteered"),
                    story("other seed", "unsteered").setSeed(4),
                    story("steered", "native"),
                    story("chosen", "steered"),
                    story("strong", "native").setStrength(30.0),
                    story("still", "native").setStrength(0.0),
                    story("random", "random"),
                    story("unknown", "refined"),
                    story("hot", "unsteered").setTemperature(1000),
                    story("silent", "unsteered").setTokens(0),
                    story("endless", "unsteered").setPrompt("word ".repeat(400)),
                    story("late", "unsteered").setTokens(5));

            String plain = text(endedStory(settings, "plain"));
            assertThat(endedStory(settings, "plain")).hasSize(12).first().satisfies(token -> {
                assertThat(token.getPrompt()).isEqualTo("It was a quiet evening.");
                assertThat(token.getSeed()).isEqualTo(3);
                assertThat(token.getVectorVersion()).isZero();
            });
            assertThat(endedStory(settings, "plain").getLast().getLogProbUnsteered())
                    .isCloseTo(logProb(endedStory(settings, "plain")), within(1e-9));
            assertThat(text(endedStory(settings, "again"))).isEqualTo(plain);
            assertThat(text(endedStory(settings, "other seed"))).isNotEqualTo(plain);
            assertThat(endedStory(settings, "steered")).hasSize(12).allSatisfy(token -> {
                assertThat(token.getVectorVersion()).isEqualTo(4);
                assertThat(token.getStrength()).isEqualTo(3);
            });
            assertThat(text(endedStory(settings, "steered"))).isNotEqualTo(plain);
            assertThat(endedStory(settings, "still").getLast().getLogProbUnsteered())
                    .as("a vector of no length changes nothing, and one pass over a story says what its tokens say")
                    .isCloseTo(logProb(endedStory(settings, "still")), within(.02));
            assertThat(endedStory(settings, "strong").getLast().getLogProbUnsteered())
                    .as("what a strong vector makes it write, the model by itself would hardly write")
                    .isLessThan(endedStory(settings, "plain").getLast().getLogProbUnsteered());
            assertThat(text(endedStory(settings, "chosen"))).isEqualTo(text(endedStory(settings, "steered")));
            assertThat(endedStory(settings, "strong").getFirst().getStrength()).isEqualTo(30);
            assertThat(text(endedStory(settings, "random"))).isNotEqualTo(text(endedStory(settings, "steered")));
            for (String refused : List.of("unknown", "hot", "silent", "endless")) {
                assertThat(endedStory(settings, refused))
                        .singleElement()
                        .satisfies(token ->
                                assertThat(token.getError()).as(refused).isNotBlank());
            }
            assertThat(endedStory(settings, "unknown").getFirst().getError())
                    .contains("refined steering vector", "crime");
            assertThat(endedStory(settings, "late")).hasSize(5);
            // bytes that say nothing, and what is out of the schema's bounds; the others are answered
            assertThat(records(settings, Topics.DEAD_LETTERS))
                    .extracting(ConsumerRecord::key)
                    .containsExactlyInAnyOrder("broken", "hot", "silent");
        }
    }

    private static double logProb(List<StoryToken> tokens) {
        return tokens.stream().mapToDouble(StoryToken::getLogProb).sum();
    }

    @Test
    void storiesNameAVersionAndLayersAndComeFromTheModelWhoseVectorIsInForce() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, NAMES)) {
            Settings settings = system.settings();
            announce(settings);
            ModelAnnouncement known = announcement("strong", "gemma3", 2, 3);
            send(settings, Topics.LANGUAGE_MODELS, AnnouncementKey.of(known).format(), known);
            await("it is ready", system::ready);
            ask(
                    settings,
                    story("both", "native").setVersion(4L),
                    story("one", "native").setLayers(List.of(3)),
                    story("none", "native").setLayers(List.of(1)),
                    story("former", "native").setVersion(3L),
                    story("before", "unsteered"));
            String both = text(endedStory(settings, "both"));
            assertThat(text(endedStory(settings, "one"))).isNotEqualTo(both);
            assertThat(endedStory(settings, "none").getFirst().getError()).contains("no layer 1; it has 2, 3");
            assertThat(endedStory(settings, "former").getFirst().getError()).contains("nor kept, version 4 is");

            send(settings, Topics.LANGUAGE_MODELS, "strong", announcement("strong", "vicuna", 2));
            Thread.sleep(1000);
            ask(settings, story("still", "native"), story("unsteered still", "unsteered"));

            assertThat(text(endedStory(settings, "still"))).isEqualTo(both);
            assertThat(text(endedStory(settings, "unsteered still"))).isEqualTo(text(endedStory(settings, "before")));
        }
    }

    @Test
    void aRequestOutlivesTheServiceThatWasWritingIt() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, NAMES)) {
            announce(system.settings());
            await("it is ready", system::ready);
            ask(system.settings(), story("long", "unsteered").setTokens(200));
            await(
                    "it is being written",
                    () -> records(system.settings(), Topics.STORIES).size() > 2);
        }
        try (var system = Standalone.start(dir, SETTINGS, NAMES)) {
            ask(system.settings(), story("twin", "unsteered").setTokens(200));

            String twin = text(endedStory(system.settings(), "twin"));
            assertThat(text(endedStory(system.settings(), "long")))
                    .isEqualTo(twin)
                    .isNotEmpty();
        }
    }

    private record Http(HttpClient client, int port) {
        int status(String path, String body) throws Exception {
            return client.send(posted(path, body), BodyHandlers.ofString()).statusCode();
        }

        private HttpRequest posted(String path, String body) {
            return request(path)
                    .header("Content-Type", path.startsWith("/api/books") ? "text/plain" : "application/json")
                    .header("X-Requested-With", "test")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
        }

        JsonNode post(String path, String body) throws Exception {
            var answer = client.send(posted(path, body), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            return JSON.readTree(answer.body());
        }

        JsonNode get(String path) throws Exception {
            return JSON.readTree(
                    client.send(request(path).build(), BodyHandlers.ofString()).body());
        }

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(30));
        }
    }

    @Test
    void theGatewayTakesStoriesAndBooksAndTellsTokensAndVectors() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, NAMES);
                var client = HttpClient.newHttpClient()) {
            announce(system.settings());
            await("it is ready", system::ready);
            var gateway = (GatewayService) system.services().getLast();
            var http = new Http(client, gateway.port());

            for (String bad : List.of(
                    "{",
                    "null",
                    "[]",
                    "{\"concept\":\"crime\"}",
                    "{\"concept\":\"crime\",\"prompt\":\" \"}",
                    "{\"concept\":\"crime\",\"prompt\":\"It was\",\"tokens\":0}",
                    "{\"concept\":\"" + "c".repeat(60_000) + "\",\"prompt\":\"It was\",\"arm\":\"nope\"}")) {
                assertThat(http.status("/api/stories", bad)).as(bad).isEqualTo(400);
            }
            assertThat(http.status("/api/books?id=a%23b", "text")).isEqualTo(400);
            assertThat(http.status("/api/books?id=empty", " ")).isEqualTo(400);
            assertThat(http.status("/api/books", "text")).isEqualTo(400);
            await("the vector is there", () -> !http.get("/api/vectors").isEmpty());
            JsonNode vector = http.get("/api/vectors").get(0);
            assertThat(vector.get("key").textValue()).isEqualTo("crime|strong|native");
            assertThat(vector.get("version").intValue()).isEqualTo(4);
            assertThat(http.get("/api/metrics").isArray()).isTrue();

            http.post("/api/books?id=study&title=A%20Study", "It was a quiet evening.");
            assertThat(records(system.settings(), Topics.BOOKS)).singleElement().satisfies(book -> {
                assertThat(book.key()).isEqualTo("study");
                assertThat(book.value().getTitle()).isEqualTo("A Study");
            });
            assertThat(events(http)).isEqualTo(6);
            assertATableHasNoMoreRowsThanItMay(system.settings());
        }
    }

    private static void assertATableHasNoMoreRowsThanItMay(Settings settings) throws InterruptedException {
        ModelAnnouncement model = announcement("strong", "gemma3", 2, 3);
        send(settings, Topics.STEERING_VECTORS, "crime|strong|translated", vector(model, "translated", 4));
        List<String> changed = new CopyOnWriteArrayList<>();
        try (var table = new TopicTable<>(settings, Topics.STEERING_VECTORS, (key, vector) -> changed.add(key), 1);
                var end = TopicTable.following(settings, Topics.STORIES, (key, token) -> changed.add(key))) {
            table.requireCaughtUp();
            end.requireCaughtUp();
            assertThat(table.view()).containsOnlyKeys("crime|strong|native");
            assertThat(changed).containsExactly("crime|strong|native", "crime|strong|translated");
            assertThat(end.view()).isEmpty();
        }
    }

    /** Asks for a story of six tokens while it listens; the number of events up to the last. */
    private static int events(Http http) throws Exception {
        var stream = http.client
                .sendAsync(
                        http.request("/api/stories/stream")
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofLines())
                .get();
        try (var lines = stream.body()) {
            String id = http.post(
                            "/api/stories",
                            "{\"concept\":\"crime\",\"prompt\":\"It was\",\"arm\":\"unsteered\",\"tokens\":6}")
                    .get("story")
                    .textValue();
            int events = 0;
            for (String line : (Iterable<String>) lines::iterator) {
                if (!line.startsWith("data:")) continue;
                JsonNode token = JSON.readTree(line.substring(5));
                assertThat(token.get("story").textValue()).isEqualTo(id);
                assertThat(token.get("index").intValue()).isEqualTo(events++);
                if (token.get("last").booleanValue()) break;
            }
            return events;
        }
    }
}
