// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    private Path dir;

    private Path file;

    @BeforeEach
    void write() throws Exception {
        file = dir.resolve("state.zip");
        StateFile.write(new SystemState(List.of(concepts("crime", "ghosts"))), file);
    }

    private static StateTopic concepts(String... names) {
        Map<String, StateTopic.Row> rows = new TreeMap<>();
        for (String name : names) {
            Concept concept = new Concept(name, List.of("murder"), null, null, 0.0);
            rows.put(name, new StateTopic.Row(rows.size() + 7, bytes(Topics.CONCEPTS, concept)));
        }
        return new StateTopic(Topics.CONCEPTS, new TreeMap<>(rows));
    }

    private static <V> byte[] bytes(Topic<V> topic, V value) {
        return topic.values().serializer().serialize(topic.name(), value);
    }

    private interface Change {
        void in(Path root) throws Exception;
    }

    private void change(Change change) throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            change.in(zip.getPath("/"));
        }
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> StateFile.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(words)
                .hasMessageContainingAll(file.toString(), "gumshoe state export");
    }

    @Test
    void whatWasWrittenIsRead() {
        SystemState read = StateFile.read(file);

        assertThat(read.topics()).hasSize(1);
        assertThat(read.of(Topics.CONCEPTS).rows().get("ghosts").timestamp()).isEqualTo(8);
        assertThat(read.of(Topics.CONCEPTS).rows().get("ghosts").value())
                .isEqualTo(concepts("ghosts").rows().get("ghosts").value());
        assertThat(read.of(Topics.CONCEPTS).digest())
                .isEqualTo(concepts("crime", "ghosts").digest())
                .isNotEqualTo(concepts("crime").digest());
        assertThat(read.of(Topics.STEERING_VECTORS).rows()).isEmpty();
        assertThat(dir.toFile().list()).containsExactly("state.zip");
    }

    @Test
    void aFileThatWasChangedIsRefused() throws Exception {
        Path other = dir.resolve("other.zip");
        StateFile.write(new SystemState(List.of(concepts("crime", "horror"))), other);
        change(root -> {
            try (FileSystem zip = FileSystems.newFileSystem(other)) {
                Files.write(root.resolve("concepts.avro"), Files.readAllBytes(zip.getPath("/concepts.avro")));
            }
        });
        assertRefused("was changed", "concepts.avro");
    }

    @Test
    void whatIsNoStateIsRefusedInASentence() throws Exception {
        change(root -> Files.delete(root.resolve("concepts.avro")));
        assertRefused("has no concepts.avro");

        change(root -> Files.writeString(root.resolve("state.json"), "{\"format\": 2}"));
        assertRefused("format 2", "reads format 1");

        change(root -> Files.writeString(
                root.resolve("state.json"), "{\"format\": 1, \"topics\": [{\"topic\": \"dead-letters\"}]}"));
        assertRefused("dead-letters");

        change(root -> Files.delete(root.resolve("state.json")));
        assertRefused("has no state.json");

        Files.writeString(file, "not a zip file");
        assertRefused("cannot be read");

        Files.delete(file);
        assertRefused("There is no file");
    }

    @Test
    void aRecordThatNoServiceTakesIsRefused() throws Exception {
        StitchRow row = new StitchRow(1L, List.of(1f));
        Map<String, StateTopic.Row> rows =
                Map.of("no key of a row", new StateTopic.Row(1, bytes(Topics.STITCH_MAP, row)));
        StateFile.write(new SystemState(List.of(new StateTopic(Topics.STITCH_MAP, new TreeMap<>(rows)))), file);
        assertRefused("no service would take", "no key of a row");
    }

    @Test
    void theManifestFollowsItsRows() {
        TreeMap<String, StateTopic.Row> rows = new TreeMap<>();
        for (String key : List.of("murder", Topics.MANIFEST, "\u00e9t\u00e9")) {
            rows.put(key, new StateTopic.Row(0, new byte[0]));
        }
        assertThat(new StateTopic(Topics.TOPIC_MODEL, rows).inOrder())
                .containsExactly("murder", "\u00e9t\u00e9", Topics.MANIFEST);
    }
}
