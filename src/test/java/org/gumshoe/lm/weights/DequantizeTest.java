// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.gumshoe.lm.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random blocks of every type against gguf-py 0.19. */
class DequantizeTest {
    @ParameterizedTest
    @EnumSource(value = TensorType.class, names = "F32", mode = EnumSource.Mode.EXCLUDE)
    void agreesWithGgufPy(TensorType type) {
        JsonNode figures =
                Golden.json(Golden.resource("golden/dequantized.json")).get(type.name());
        byte[] stored = HexFormat.of().parseHex(figures.get("bytes").asText());
        float[] expected = Golden.floats(figures.get("numbers"));
        StoredTensor tensor =
                new StoredTensor("random", type, new long[] {2, expected.length / 2}, MemorySegment.ofArray(stored));
        float[] numbers = tensor.toFloats();
        for (int i = 0; i < expected.length; i++) {
            assertThat(numbers[i])
                    .as(type + " " + i)
                    .isCloseTo(expected[i], within(1e-6f * Math.max(1, Math.abs(expected[i]))));
        }
        float[] row = new float[expected.length / 2 + 3];
        tensor.readRow(1, row, 3);
        assertThat(row[3]).isEqualTo(numbers[expected.length / 2]);
        assertThat(row[row.length - 1]).isEqualTo(numbers[expected.length - 1]);
    }
}
