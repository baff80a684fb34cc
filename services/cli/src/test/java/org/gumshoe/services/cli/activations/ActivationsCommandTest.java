// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.activations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.Sha256;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.cli.Gumshoe;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ActivationKey;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.standalone.Standalone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written by Apache's Parquet are read by another implementation. */
class ActivationsCommandTest {
    private static final Settings SETTINGS = new Settings(Map.of("broker.port", "0", "port", "0"));
    private static final String SHA256 = "0123456789ab".repeat(5) + "cdef";
    private static final int WIDTH = 6;
    private static final int BOOKS = 12;
    private static final long ARRIVED = 1_700_000_000_000L;

    @TempDir
    private Path dir;

    private static ModelAnnouncement model(String role, List<Integer> layers) {
        return new ModelAnnouncement(role, "tiny", "/nowhere", SHA256, "gemma3", 4, WIDTH, layers, layers, 0L);
    }

    private static ByteBuffer numbers(int count, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float) random.nextGaussian();
        return HalfPrecision.encode(numbers);
    }

    /** @param seed of its numbers; an odd one has a word state and sampled positions */
    private static Activation activation(String book, int index, String role, List<Integer> layers, int seed) {
        Random random = new Random(seed);
        boolean all = seed % 2 == 1;
        List<Integer> offsets = all ? List.of(3, 17) : List.of();
        List<ByteBuffer> pooled = new ArrayList<>();
        List<ByteBuffer> positions = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            pooled.add(numbers(WIDTH, random));
            if (all) positions.add(numbers(offsets.size() * WIDTH, random));
        }
        return Activation.newBuilder()
                .setBook(book)
                .setIndex(index)
                .setRole(role)
                .setModel(SHA256)
                .setWidth(WIDTH)
                .setTokens(10 + seed)
                .setLayers(layers)
                .setPooled(pooled)
                .setOffsets(offsets)
                .setPositions(positions)
                .setTextHash(seed * 1_000_000_007L)
                .setWordState(all ? numbers(WIDTH, random) : ByteBuffer.allocate(0))
                .build();
    }

    private static String key(Activation activation) {
        return ActivationKey.of(activation).format();
    }

    @Test
    void theNewestActivationsOfAnnouncedReadingsAreReadByAnotherImplementation() throws Exception {
        try (var system = Standalone.start(dir.resolve("data"), SETTINGS, List.of())) {
            Settings settings = system.settings();
            Map<String, Activation> expected = send(settings);
            Path out = dir.resolve("out");

            String said = run(settings, 0, "activations", "export", out.toString());

            JsonNode manifest =
                    new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
            Map<String, Activation> read = new TreeMap<>();
            for (JsonNode file : manifest.path("files")) {
                Path path = out.resolve(file.path("file").asText());
                assertThat(file.path("sha256").asText())
                        .isEqualTo(Sha256.hex(Files.readAllBytes(path)))
                        .isSubstringOf(said);
                Map<String, Activation> rows = rows(path);
                assertThat(rows).hasSize(file.path("rows").asInt()).isNotEmpty();
                read.putAll(rows);
            }
            assertThat(read).isEqualTo(expected);
            assertThat(said).contains(expected.size() + " activations are in");
            assertThat(manifest.path("files")).as("partitions of both readings").hasSizeGreaterThan(4);
            assertThat(manifest.path("readings"))
                    .extracting(reading -> reading.path("reading").asText())
                    .containsExactlyInAnyOrder(SHA256 + "@2", SHA256 + "@1.3");
            assertThat(manifest.path("readings").findValuesAsText("model")).containsOnly(SHA256);

            assertThat(run(settings, 1, "activations", "export", out.toString()))
                    .contains("is not empty", "name a new one");
        }
    }

    /** Sends what is exported, and what is not; returns the former. */
    private static Map<String, Activation> send(Settings settings) {
        Map<String, Activation> expected = new TreeMap<>();
        try (GumshoeClient client = new GumshoeClient(settings)) {
            client.announceModels(List.of(model("weak", List.of(2)), model("strong", List.of(1, 3))));
        }
        try (var producer = Clients.producer(settings, (String) null)) {
            Activation unannounced = activation("book0", 0, "weak", List.of(4), 2);
            producer.send(Topics.ACTIVATIONS.record(key(unannounced), unannounced));
            for (int seed = 0; seed < 2; seed++) {
                // those of the second round take the place of the first
                for (int book = 0; book < BOOKS; book++) {
                    for (Activation activation : List.of(
                            activation("book" + book, 7, "weak", List.of(2), book + seed),
                            activation("book" + book, 7, "strong", List.of(1, 3), book + seed))) {
                        producer.send(Topics.ACTIVATIONS.record(key(activation), activation, ARRIVED + book));
                        expected.put(key(activation), activation);
                    }
                }
            }
            String withdrawn = expected.keySet().iterator().next();
            producer.send(Topics.ACTIVATIONS.record(withdrawn, null));
            expected.remove(withdrawn);
            String broken = expected.keySet().iterator().next();
            producer.send(new ProducerRecord<>(
                    Topics.ACTIVATIONS.name(), broken, "no activation".getBytes(StandardCharsets.UTF_8)));
            producer.flush();
        }
        return expected;
    }

    private static Map<String, Activation> rows(Path path) throws Exception {
        Map<String, Activation> rows = new TreeMap<>();
        try (ParquetFileReader file = ParquetFileReader.open(InputFile.of(path));
                RowReader row = file.rowReader()) {
            Map<String, String> about = file.getFileMetaData().keyValueMetadata();
            assertThat(path.getParent().getFileName())
                    .hasToString(about.get("role") + "-" + SHA256.substring(0, 12) + "@" + about.get("layers"));
            List<Integer> layers = Arrays.stream(about.get("layers").split("\\."))
                    .map(Integer::valueOf)
                    .toList();
            while (row.hasNext()) {
                row.next();
                List<Integer> offsets = Arrays.stream(
                                row.getList("offsets").ints().toArray())
                        .boxed()
                        .toList();
                assertThat(row.getTimestamp("arrived").toEpochMilli())
                        .isEqualTo(
                                ARRIVED + Integer.parseInt(row.getString("book").substring("book".length())));
                Activation activation = Activation.newBuilder()
                        .setBook(row.getString("book"))
                        .setIndex(row.getInt("index"))
                        .setRole(about.get("role"))
                        .setModel(about.get("model"))
                        .setWidth(Integer.parseInt(about.get("width")))
                        .setTokens(row.getInt("tokens"))
                        .setOwn(row.getBoolean("own"))
                        .setSteered(row.getString("steered"))
                        .setDirection(row.getString("direction"))
                        .setSurprise(row.isNull("surprise") ? null : row.getDouble("surprise"))
                        .setLayers(layers)
                        .setPooled(layers.stream()
                                .map(layer -> bytes(row, "layer_" + layer))
                                .toList())
                        .setOffsets(offsets)
                        .setPositions(
                                row.isNull("positions_" + layers.getFirst())
                                        ? List.of()
                                        : layers.stream()
                                                .map(layer -> bytes(row, "positions_" + layer))
                                                .toList())
                        .setTextHash(row.getLong("text_hash"))
                        .setWordState(row.isNull("word_state") ? ByteBuffer.allocate(0) : bytes(row, "word_state"))
                        .build();
                rows.put(key(activation), activation);
            }
        }
        return rows;
    }

    private static ByteBuffer bytes(RowReader row, String column) {
        return ByteBuffer.wrap(row.getBinary(column));
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
