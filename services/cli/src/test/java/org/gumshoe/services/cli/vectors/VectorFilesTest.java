// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFilesTest {
    /** A Python that has gguf-py; without it the test skips and says so. */
    private static final String PYTHON = System.getenv().getOrDefault("GUMSHOE_PYTHON", "python3");

    private static final String READ = """
            import sys, gguf
            reader = gguf.GGUFReader(sys.argv[1])
            field = lambda name: reader.fields[name]
            text = lambda name: bytes(field(name).parts[field(name).data[0]]).decode()
            print(text("general.architecture"), text("controlvector.model_hint"))
            for tensor in reader.tensors:
                print(tensor.name, tensor.tensor_type.name, *[f"{x:.4f}" for x in tensor.data.flatten()])
            """;

    @TempDir
    private Path dir;

    private static SteeringVector vector() {
        return SteeringVector.newBuilder()
                .setConcept("detective")
                .setRole("strong")
                .setModel("sha")
                .setKind("refined")
                .setVersion(3)
                .setLayers(List.of(
                        new LayerDirection(9, List.of(.6f, -.8f), .2, 10.0, 5.0, null),
                        new LayerDirection(10, List.of(0f, 1f), .5, 4.0, 5.0, null)))
                .setModelVersion(1)
                .setPassages(10)
                .setBooks(2)
                .build();
    }

    private static ModelAnnouncement model(int width) {
        return new ModelAnnouncement(
                "strong", "gemma", "/nowhere", "sha", "gemma3", 18, width, List.of(9, 10), List.of(9, 10), 1L);
    }

    /** Loads the catalogue's serdes, after which Avro trusts the classes of nested records. */
    @BeforeAll
    static void trust() {
        assertThat(Topics.STEERING_VECTORS.values()).isNotNull();
    }

    @Test
    void aVectorComesBackFromEitherFileAsItSteers() throws Exception {
        for (String name : List.of("vector.gguf", "vector.json")) {
            Path file = dir.resolve(name);

            VectorFiles.write(file, vector(), null, "gemma3");
            SteeringVector back = VectorFiles.read(file, "crime", model(2), 4);

            assertThat(back.getKind()).isEqualTo("imported");
            assertThat(back.getVersion()).isEqualTo(4);
            assertThat(back.getLayers()).extracting(LayerDirection::getLayer).containsExactly(9, 10);
            LayerDirection first = back.getLayers().getFirst();
            assertThat(first.getStrength() * first.getTypicalNorm()).isCloseTo(2, within(1e-6));
            assertThat(FloatLists.array(first.getDirection())).containsExactly(new float[] {.6f, -.8f}, within(1e-6f));
        }
    }

    @Test
    void aVectorOfAnotherWidthOrOfNoKnownKindOfFileIsRefused() throws Exception {
        Path file = dir.resolve("vector.gguf");
        VectorFiles.write(file, vector(), null, "gemma3");

        assertThatThrownBy(() -> VectorFiles.read(file, "crime", model(3), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("for another model");
        assertThatThrownBy(() -> VectorFiles.write(dir.resolve("vector.txt"), vector(), null, "gemma3"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(".gguf");
    }

    @Test
    void pythonsGgufReadsTheControlVector() throws Exception {
        Assumptions.assumeTrue(
                run("-c", "import gguf").exit() == 0,
                "SKIPPED: " + PYTHON + " has no package gguf (pip install gguf, or name one with GUMSHOE_PYTHON):"
                        + " the exported control vector was not checked by another reader");
        Path file = dir.resolve("vector.gguf");
        VectorFiles.write(file, vector(), null, "gemma3");

        Result result = run("-c", READ, file.toString());

        assertThat(result.text().lines())
                .containsExactly(
                        "controlvector gemma3",
                        // added after block 8, counted from 0: our layer 9
                        "direction.8 F32 1.2000 -1.6000",
                        "direction.9 F32 0.0000 2.0000");
    }

    private record Result(int exit, String text) {}

    private static Result run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(PYTHON));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("gumshoe", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectErrorStream(true)
                    .start();
            int exit = process.waitFor();
            return new Result(exit, Files.readString(out, StandardCharsets.UTF_8));
        } catch (IOException noPython) {
            return new Result(-1, "");
        } finally {
            Files.delete(out);
        }
    }
}
