// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.library.FakeLibrary;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.standalone.Standalone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a running system. */
class RunningSystemTest {
    private static final Settings SETTINGS = new Settings(Map.of("broker.port", "0", "port", "0"));

    @TempDir
    private Path dir;

    private static SteeringVector vector(long version, float... direction) {
        List<Float> unit = new ArrayList<>();
        for (float value : direction) unit.add(value);
        return SteeringVector.newBuilder()
                .setConcept("detective")
                .setRole("strong")
                .setModel("feed")
                .setKind("refined")
                .setVersion(version)
                .setLayers(List.of(new LayerDirection(2, unit, .2, 10.0, 5.0, null)))
                .setModelVersion(7)
                .setPassages(40 + version)
                .setBooks(4)
                .setReadings(Map.of("strong", "feed@2"))
                .setCauses(List.of(new Cause("book", "moby-dick", 1L, "strong")))
                .build();
    }

    private static ModelAnnouncement model(List<Integer> layers) {
        return new ModelAnnouncement("strong", "tiny", "/nowhere", "feed", "gemma3", 4, 2, layers, layers, 0L);
    }

    @Test
    void vectorsModelsAndDeadLettersAreThere() throws Exception {
        try (var system = Standalone.start(dir.resolve("data"), SETTINGS, List.of("ingest"))) {
            Settings settings = system.settings();
            try (GumshoeClient client = new GumshoeClient(settings)) {
                client.announceModels(List.of(model(List.of(2))));
                client.announceModels(List.of(model(List.of(2))));
                client.announceModels(List.of(model(List.of(3))));
                client.publishVector(vector(1, .6f, .8f));
                client.publishVector(vector(2, 1, 0));
            }
            try (var models = new TopicTable<>(settings, Topics.LANGUAGE_MODELS)) {
                assertThat(models.awaitCaughtUp(Duration.ofSeconds(20))).isTrue();
                assertThat(models.view()).containsOnlyKeys("strong", "strong|feed@2", "strong|feed@3");
                assertThat(models.view().get("strong").getVersion())
                        .as("the same again is no news")
                        .isEqualTo(2);
            }
            assertRefusalIsSaid(settings);
            vectors(settings);
            assertThat(run(settings, 0, "models", "list"))
                    .contains("feed@2", "feed@3", "has read nothing yet, announced");
            assertThat(run(settings, 1, "models", "forget", "strong", "feed@3"))
                    .contains("is the announced strong model");
            run(settings, 0, "models", "forget", "strong", "feed@2");
            assertThat(run(settings, 0, "models", "list")).contains("feed@3").doesNotContain("feed@2");
            aChineseNovelOfALibrary(settings);
            deadLetters(settings);
            assertThat(run(settings, 1, "serve", "ingest", "--port", "0"))
                    .contains("ingest runs already", "instance 0", "GUMSHOE_INSTANCE=1");
            assertThat(system.services().getFirst().failed()).isFalse();
        }
    }

    private static void assertRefusalIsSaid(Settings settings) {
        Concept large = new Concept("large", Collections.nCopies(100, "murder".repeat(10)), null, null, 0.0);
        try (GumshoeClient client = new GumshoeClient(settings.with("kafka.max.request.size", "2000"))) {
            assertThatThrownBy(() -> client.publishConcept(large))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("did not take all of it", "2000");
        }
    }

    private void vectors(Settings settings) {
        assertThat(run(settings, 0, "vectors", "list"))
                .contains("detective/strong/refined", "version 2", "by book moby-dick")
                .doesNotContain("version 1 ");
        assertThat(run(settings, 0, "vectors", "list", "--history")).contains("version 1 ", "version 2 ");
        assertThat(run(settings, 0, "vectors", "show", "detective/strong/refined@1"))
                .contains("41 passages of 4 books, topic model version 7", "reading feed@2", "book moby-dick");
        assertThat(run(settings, 0, "vectors", "diff", "detective/strong/refined@1", "detective/strong/refined"))
                .contains("passages 41 and 42", "cosine 0.6000");
        assertThat(run(settings, 1, "vectors", "show", "detective/weak/refined"))
                .contains("There is no vector detective/weak/refined; there are detective/strong/refined.");
        Path file = dir.resolve("vector.gguf");
        run(settings, 0, "vectors", "export", "detective/strong/refined@1", "--out", file.toString());
        run(settings, 0, "vectors", "import", file.toString());
        assertThat(run(settings, 0, "vectors", "diff", "detective/strong/refined@1", "detective/strong/imported"))
                .contains("layer 2   cosine 1.0000");
        replay(settings);
    }

    private void replay(Settings settings) {
        String file = dir.resolve("state.zip").toString();
        String name = "detective/strong/refined";
        assertThat(run(settings, 0, "state", "export", file))
                .containsPattern("steering-vectors +2 records  sha256 [0-9a-f]{64}");
        assertThat(run(settings, 1, "state", "import", file)).contains("has learned something already");
        assertThat(run(settings, 0, "replay", name, "--to", "1"))
                .contains(name + "@1 is in force again", "without refined scores");
        assertThat(run(settings, 0, "vectors", "show", name)).contains("version 1", "41 passages");
        assertThat(run(settings, 1, "replay", name, "--to", "9")).contains("There is no vector " + name + "@9", "@2");
        assertThat(run(settings, 1, "replay", name, "--to", "1", "--from", file))
                .contains("There is no vector " + name + "@1", name + "@2");
        assertThat(run(settings, 0, "replay", name, "--to", "2", "--from", file))
                .contains(name + "@2 is in force again");
        assertThat(run(settings, 0, "vectors", "show", name)).contains("version 2", "42 passages");
    }

    /** One paragraph of 300 kB without a space, fetched straight into the stream and cut there. */
    private void aChineseNovelOfALibrary(Settings settings) throws Exception {
        String novel = "侦探站在尸体旁边寻找线索。巡官在雾中等候证人，沉默不语！".repeat(3600);
        try (FakeLibrary library = new FakeLibrary();
                TopicTable<Passage> passages = new TopicTable<>(settings, Topics.PASSAGES)) {
            library.isPaced = false;
            library.catalogue("7,Text,2001-01-01,红楼梦,zh,曹雪芹,,PL,").book(7, novel);
            run(
                    settings,
                    0,
                    ("books fetch 7 --send --contact ann@books.example --site " + library.address() + " --cache "
                                    + dir.resolve("books"))
                            .split(" "));
            for (int i = 0; i < 120 && passages.view().values().stream().noneMatch(RunningSystemTest::isLast); i++) {
                Thread.sleep(500);
            }
            assertThat(passages.view().values()).hasSizeGreaterThan(100).allSatisfy(passage -> {
                assertThat(passage.getBook()).isEqualTo("曹雪芹_红楼梦");
                assertThat(passage.getText()).matches("(?s).*[。！]").hasSizeLessThan(1000);
            });
        }
        assertThat(run(settings, 0, "dead-letters", "list")).contains("0 dead letters");
    }

    private static boolean isLast(Passage passage) {
        return passage.getIndex() == passage.getTotal() - 1;
    }

    private static void deadLetters(Settings settings) throws Exception {
        try (var producer = Clients.producer(settings, (String) null)) {
            producer.send(new ProducerRecord<>(Topics.BOOKS.name(), "broken", new byte[] {1, 2, 3}));
        }
        String listed = await(settings, 1);
        assertThat(listed).contains("books broken");

        sendLettersOfAnybody(settings);
        await(settings, 6);
        assertThat(run(settings, 0, "dead-letters", "replay")).contains("1 sent again, 5 left out");

        // it is no better than before
        await(settings, 1);
        assertThat(run(settings, 0, "dead-letters", "list", "--all")).contains("7 dead letters");
    }

    /** Whoever may write to the dead letters writes their headers. */
    private static void sendLettersOfAnybody(Settings settings) {
        try (var producer = Clients.producer(settings, (String) null)) {
            producer.send(new ProducerRecord<>(Topics.DEAD_LETTERS.name(), "no headers", new byte[] {1}));
            producer.send(letter("somewhere-else", "k", 1));
            producer.send(letter(Topics.DEAD_LETTERS.name(), "k", 1));
            // a compacted topic refuses it, and the whole transaction with it
            producer.send(letter(Topics.CONCEPTS.name(), null, 1));
            // its topic takes no more than 1 MiB with all that Kafka adds
            producer.send(letter(Topics.BOOKS.name(), "large", (1 << 20) - 100));
        }
    }

    private static ProducerRecord<String, byte[]> letter(String topic, String key, int bytes) {
        Headers headers = new RecordHeaders().add(DeadLetters.TOPIC, topic.getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, key, new byte[bytes], headers);
    }

    private static String await(Settings settings, int letters) throws Exception {
        for (int attempt = 0; attempt < 60; attempt++) {
            String listed = run(settings, 0, "dead-letters", "list");
            if (listed.contains(letters + " dead letter")) return listed;
            Thread.sleep(500);
        }
        throw new AssertionError("no dead letter came");
    }

    private static String run(Settings settings, int code, String... arguments) {
        StringWriter output = new StringWriter();
        List<String> words = new ArrayList<>(Arrays.asList(arguments));
        words.addAll(List.of("--bootstrap-servers", settings.bootstrapServers()));
        var command = Gumshoe.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(output));
        assertThat(command.execute(words.toArray(String[]::new)))
                .as(output.toString())
                .isEqualTo(code);
        return output.toString();
    }
}
