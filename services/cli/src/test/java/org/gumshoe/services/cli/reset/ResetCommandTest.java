// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.reset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.standalone.Services;
import org.gumshoe.services.standalone.Standalone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResetCommandTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "commit.interval.ms", "100"));
    private static final long PATIENCE_MILLIS = 60_000;

    @TempDir
    private Path dir;

    private static String run(int code, Object... words) {
        StringWriter output = new StringWriter();
        var command = Gumshoe.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
        List<String> arguments = new ArrayList<>(List.of("reset"));
        Arrays.stream(words).map(Object::toString).forEach(arguments::add);
        assertThat(command.execute(arguments.toArray(String[]::new)))
                .as(output.toString())
                .isEqualTo(code);
        return output.toString();
    }

    /** Sends a book and returns the books that then have passages. */
    private static Set<String> booksAfter(Settings settings, String book) throws InterruptedException {
        try (var producer = Clients.producer(settings, Topics.BOOKS, null);
                var passages = new TopicTable<>(settings, Topics.PASSAGES)) {
            BookSender.send(producer, book, book, "", List.of(), "The inspector looked at the door. ".repeat(30));
            producer.flush();
            long end = System.currentTimeMillis() + PATIENCE_MILLIS;
            while (!books(passages).contains(book) && System.currentTimeMillis() < end) {
                Thread.sleep(50);
            }
            return books(passages);
        }
    }

    private static Set<String> books(TopicTable<Passage> passages) {
        Set<String> books = new TreeSet<>();
        passages.view().values().forEach(passage -> books.add(passage.getBook()));
        return books;
    }

    @Test
    void dataOfAStandaloneSystem() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"))) {
            assertThat(booksAfter(system.settings(), "first")).containsExactly("first");

            assertThat(run(1, "--data", dir, "--yes"))
                    .contains(dir.resolve("broker").toString(), "in use", "end it");
            assertThat(run(1, "--data", dir, "--state-only", "--yes"))
                    .contains(dir.resolve("state/gumshoe-ingest").toString(), "in use", "end it");
        }
        assertThat(run(0, "--data", dir)).contains("log", "gumshoe-ingest", "--yes");
        run(0, "--data", dir, "--state-only", "--yes");
        assertThat(dir.resolve("state")).doesNotExist();
        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"))) {
            assertThat(booksAfter(system.settings(), "second")).containsExactly("first", "second");
        }
        Path other = Files.writeString(dir.resolve("broker/notes.txt"), "not Gumshoe's");

        assertThat(run(0, "--data", dir, "--yes")).contains("It is deleted.");

        assertThat(dir.resolve("state")).doesNotExist();
        assertThat(dir.resolve("broker").toFile().list())
                .containsExactly(other.getFileName().toString());
        assertThat(run(0, "--data", dir, "--yes")).contains("nothing to delete");
        try (var system = Standalone.start(dir, SETTINGS, List.of("ingest"))) {
            assertThat(booksAfter(system.settings(), "third")).containsExactly("third");
        }
    }

    @Test
    void topicsAndGroupsOfABroker() throws Exception {
        Path stores = dir.resolve("stores");
        try (var broker = Standalone.start(dir, SETTINGS, List.of());
                var admin = Clients.admin(broker.settings())) {
            Settings settings = broker.settings().with("state.dir", stores.toString());
            Object[] reset = {
                "--bootstrap-servers", settings.bootstrapServers(), "--set", "state.dir=" + stores, "--yes"
            };
            makeForeign(admin);
            try (var metrics = new ProcessMetrics();
                    var ingest =
                            Runner.start(settings, List.of(Services.create("ingest", settings, metrics)), metrics)) {
                assertThat(booksAfter(settings, "first")).containsExactly("first");
                assertThat(run(1, reset)).contains("Services still run", "gumshoe-ingest", "end them first");
                assertThat(ingest.services()).hasSize(1);
            }

            assertThat(run(0, reset))
                    .contains(" topics: activations", "gumshoe-ingest-editions-changelog", "1 consumer groups")
                    .doesNotContain("orders", "billing", "gumshoe-notes");

            assertThat(stores).doesNotExist();
            assertThat(admin.listTopics().names().get()).containsExactlyInAnyOrder("orders", "gumshoe-notes");
            assertThat(admin.listGroups().all().get())
                    .extracting(group -> group.groupId())
                    .containsExactly("billing");
            try (var metrics = new ProcessMetrics();
                    var ingest =
                            Runner.start(settings, List.of(Services.create("ingest", settings, metrics)), metrics)) {
                assertThat(booksAfter(settings, "second")).containsExactly("second");
                assertThat(ingest.services()).hasSize(1);
            }
        }
    }

    private static void makeForeign(Admin admin) throws Exception {
        admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1), new NewTopic("gumshoe-notes", 1, (short) 1)))
                .all()
                .get();
        admin.alterConsumerGroupOffsets("billing", Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(0)))
                .all()
                .get();
    }

    @Test
    void aSystemHasOnePlace() {
        assertThat(run(1, "--data", dir, "--bootstrap-servers", "localhost:1"))
                .contains("--data", "leave one of them out");
    }
}
