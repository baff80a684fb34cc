// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.sendCorrupt;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.gateway.GatewayService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker and the ingest service beside it. */
class StandaloneTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "passage.words", "20", "commit.interval.ms", "100"));

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

    private static String get(Standalone system, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + system.port() + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static Set<String> booksOf(TopicTable<Passage> passages) {
        Set<String> books = new TreeSet<>();
        passages.view().values().forEach(passage -> books.add(passage.getBook()));
        return books;
    }

    @Test
    void corruptBytesReachTheDeadLettersTheStreamGoesOnAndASecondStartResumes() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"));
                var passages = new TopicTable<>(system.settings(), Topics.PASSAGES)) {
            await("it is ready", system::ready);
            send(system, "before", "inspector");
            sendCorrupt(system.settings(), Topics.BOOKS, "before");
            send(system, "after", "constable");
            // of the same partition, so it lies behind the corrupt bytes
            send(system, "before", "sergeant");

            await(
                    "both books are passages",
                    () -> booksOf(passages).equals(Set.of("before", "after"))
                            && passages.view().get("before#0").getText().contains("sergeant"));
            await(
                    "a dead letter is there",
                    () -> !records(system.settings(), Topics.DEAD_LETTERS).isEmpty());

            var letters = records(system.settings(), Topics.DEAD_LETTERS);
            assertThat(letters).hasSize(1);
            assertThat(letters.getFirst().value()).containsExactly(1, 2, 3, 4);
            assertThat(header(letters.getFirst(), DeadLetters.TOPIC)).isEqualTo("books");
            assertThat(header(letters.getFirst(), DeadLetters.EXCEPTION)).endsWith("UnreadableRecord");
            assertThat(header(letters.getFirst(), DeadLetters.MESSAGE)).isNotBlank();
            assertTheDashboardShowsWhatThereIs(system);
        }

        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"));
                var passages = new TopicTable<>(system.settings(), Topics.PASSAGES)) {
            await("it is ready again", system::ready);
            assertThat(passages.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
            assertThat(booksOf(passages)).containsExactly("after", "before");
            Passage kept = passages.view().get("before#0");

            send(system, "before", "sergeant");
            send(system, "third", "witness");

            await("the third book is passages", () -> booksOf(passages).contains("third"));
            assertThat(passages.view().get("before#0")).isSameAs(kept);
            assertThat(records(system.settings(), Topics.DEAD_LETTERS)).hasSize(1);
        }
    }

    /**
     * Every metric that the Grafana dashboard asks for, but the one of Prometheus itself, is one
     * that a service gives.
     */
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

    /** Its topic has to be made, though the service comes back as a member that its group knows. */
    @Test
    void aServiceComesBackWithOneStoreMore() throws Exception {
        for (String genre : List.of("", "mystery")) {
            try (var system = Standalone.start(dir, SETTINGS.with("evaluation.genre", genre), List.of("evaluation"))) {
                await("it is ready", system::ready);
            }
        }
    }

    @Test
    void aServiceThatThereIsNotIsNamedWithThoseThatThereAre() {
        try (var metrics = new ProcessMetrics()) {
            assertThatThrownBy(() -> Services.create("tea", SETTINGS, metrics))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("'tea'", "ingest");
        }
    }

    /** Broker, health and gateway; a machine without another interface shows nothing. */
    @Test
    void nobodyOnAnotherMachineReachesAnything() throws Exception {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        assumeThat(others).isNotEmpty();
        try (var system = Standalone.start(dir, SETTINGS.with("gateway.port", "0"), List.of("gateway"))) {
            await("it is ready", system::ready);
            String servers = system.settings().bootstrapServers();
            var gateway = (GatewayService) system.services().getFirst();
            for (int port : List.of(
                    Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1)), system.port(), gateway.port())) {
                new Socket("localhost", port).close();
                for (InetAddress other : others) {
                    assertThatThrownBy(() -> new Socket(other, port).close()).isInstanceOf(ConnectException.class);
                }
            }
        }
    }
}
