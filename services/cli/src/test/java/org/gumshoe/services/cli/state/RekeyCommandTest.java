// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.standalone.Standalone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books and what is announced go on in a system that has other partitions. */
class RekeyCommandTest {
    private static final Settings SETTINGS = new Settings(Map.of("broker.port", "0", "port", "0"));
    private static final List<String> INGEST = List.of("ingest");

    @TempDir
    private Path dir;

    @Test
    void theNewSystemsIngestCutsTheBooks() throws Exception {
        try (var one = Standalone.start(dir.resolve("one"), SETTINGS, List.of());
                var two = Standalone.start(dir.resolve("two"), SETTINGS.with("partitions", "3"), INGEST)) {
            Settings old = one.settings();
            Settings moved = two.settings();
            try (GumshoeClient client = new GumshoeClient(old)) {
                client.publishConcept(new Concept("crime", List.of("murder"), null, null, 0.0));
            }
            try (var producer = Clients.producer(old, Topics.BOOKS, null)) {
                for (int i = 0; i < 5; i++) BookSender.send(producer, "b" + i, "", "", List.of(), "A murder.");
            }

            String from = old.bootstrapServers();
            String to = moved.bootstrapServers();
            assertThat(run(0, "rekey", "--from", from, "--bootstrap-servers", to, "--set", "partitions=3"))
                    .contains("1 records of what has been learned", "5 records of books are copied to 3 partitions");
            try (var passages = new TopicTable<>(moved, Topics.PASSAGES);
                    var concepts = new TopicTable<>(moved, Topics.CONCEPTS)) {
                assertThat(passages.awaitCaughtUp(Duration.ofSeconds(60))).isTrue();
                assertThat(concepts.awaitCaughtUp(Duration.ofSeconds(60))).isTrue();
                assertThat(passages.view().keySet()).isEqualTo(Set.of("b0#0", "b1#0", "b2#0", "b3#0", "b4#0"));
                assertThat(concepts.view()).containsOnlyKeys("crime");
            }

            assertThat(run(1, "rekey", "--from", to, "--bootstrap-servers", to, "--set", "partitions=3"))
                    .contains("Both systems are at " + to, "--from");
        }
    }

    private static String run(int code, String... words) {
        StringWriter output = new StringWriter();
        var command = Gumshoe.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
        assertThat(command.execute(words)).as(Arrays.toString(words) + output).isEqualTo(code);
        return output.toString();
    }
}
