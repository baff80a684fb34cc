// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.kit.BadSettingsException;
import org.gumshoe.services.kit.BookSender;
import org.gumshoe.services.kit.Clients;
import org.gumshoe.services.kit.DeadLetters;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Table;
import org.gumshoe.services.kit.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and the ingest service beside it. */
class StandaloneTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "passage.words", "20", "commit.interval.ms", "100"));
    private static final byte[] CORRUPT = {1, 2, 3, 4};

    @TempDir
    private Path dir;

    private static String text(String word) {
        return ("The " + word + " looked at the door and said nothing at all. ").repeat(12);
    }

    private static void send(Standalone system, String id, String word) {
        try (var producer = Clients.producer(system.settings(), Topics.BOOKS, null)) {
            BookSender.send(producer, id, id, "Author", List.of(), text(word));
        }
    }

    private static void await(String what, Object state, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as("waiting until %s: %s", what, state)
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        await(what, "", condition);
    }

    private static String get(Standalone system, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + system.port() + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static Set<String> booksOf(Table<Passage> passages) {
        Set<String> books = new TreeSet<>();
        passages.view().values().forEach(passage -> books.add(passage.getBook()));
        return books;
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters(Standalone system) {
        List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
        try (var consumer = Clients.consumer(system.settings(), Topics.DEAD_LETTERS, null)) {
            var partition = new TopicPartition(Topics.DEAD_LETTERS.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end)
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
        }
        return letters;
    }

    private static String header(ConsumerRecord<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void corruptBytesReachTheDeadLettersTheStreamGoesOnAndASecondStartResumes() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"));
                var passages = new Table<>(system.settings(), Topics.PASSAGES, (key, passage) -> {})) {
            await("it is ready", system::ready);
            send(system, "before", "inspector");
            try (var raw = Clients.producer(system.settings(), (String) null)) {
                raw.send(new ProducerRecord<>(Topics.BOOKS.name(), "before", CORRUPT));
            }
            send(system, "after", "constable");
            // of the same partition, so it lies behind the corrupt bytes
            send(system, "before", "sergeant");

            await(
                    "both books are passages",
                    () -> booksOf(passages).equals(Set.of("before", "after"))
                            && passages.view().get("before#0").getText().contains("sergeant"));
            await("a dead letter is there", () -> !deadLetters(system).isEmpty());

            var letters = deadLetters(system);
            assertThat(letters).hasSize(1);
            assertThat(letters.getFirst().value()).isEqualTo(CORRUPT);
            assertThat(header(letters.getFirst(), DeadLetters.TOPIC)).isEqualTo("books");
            assertThat(header(letters.getFirst(), DeadLetters.EXCEPTION)).contains("SerializationException");
            assertThat(header(letters.getFirst(), DeadLetters.MESSAGE)).isNotBlank();
            assertTheDashboardShowsWhatThereIs(system);
        }

        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"));
                var passages = new Table<>(system.settings(), Topics.PASSAGES, (key, passage) -> {})) {
            await("it is ready again", system::ready);
            assertThat(passages.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
            assertThat(booksOf(passages)).containsExactly("after", "before");
            Passage kept = passages.view().get("before#0");

            send(system, "before", "sergeant");
            send(system, "third", "witness");

            await("the third book is passages", () -> booksOf(passages).contains("third"));
            assertThat(passages.view().get("before#0")).isSameAs(kept);
            assertThat(deadLetters(system)).hasSize(1);
        }
    }

    /** Every metric that the Grafana dashboard asks for, but the one of Prometheus itself, is one that a service gives. */
    private static void assertTheDashboardShowsWhatThereIs(Standalone system) throws Exception {
        var dashboard = new ObjectMapper()
                .readTree(Repository.root()
                        .resolve("services/monitoring/grafana/dashboards/gumshoe.json")
                        .toFile());
        Pattern metric = Pattern.compile("([a-z_0-9]+)\\{");
        Set<String> asked = new TreeSet<>();
        dashboard.findValuesAsText("expr").forEach(expression -> {
            var found = metric.matcher(expression);
            while (found.find()) asked.add(found.group(1));
        });
        asked.remove("up");
        assertThat(asked).hasSizeGreaterThan(5);
        Set<String> absent = new TreeSet<>(asked);
        await("the dashboard's metrics are there", absent, () -> {
            String scraped = get(system, "/metrics");
            absent.removeIf(name ->
                    Pattern.compile("(?m)^" + name + "[{ ]").matcher(scraped).find());
            return absent.isEmpty();
        });
    }

    @Test
    void aServiceThatThereIsNotIsNamedWithThoseThatThereAre() {
        try (var metrics = new Metrics()) {
            assertThatThrownBy(() -> Services.create("tea", SETTINGS, metrics))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("'tea'", "ingest");
        }
    }
}
