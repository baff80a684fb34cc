// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.gumshoe.lm.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that {@code _serialize.py} of vllm-lens 1.2.1 has written from arrays of NumPy. */
class WireTensorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final JsonNode golden = Golden.json(Golden.resource("served/tensors.json"));

    private static WireTensor read(JsonNode tensor) throws IOException {
        try (JsonParser json = JSON.createParser(tensor.toString())) {
            json.nextToken();
            return WireTensor.read(json);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16", "float16"})
    void whatVllmLensWritesIsReadExactly(String type) throws Exception {
        float[][] rows = read(golden.path("tensors").path(type)).rows(2, 3, 4);

        JsonNode values = golden.path("values").path(type);
        assertThat(values.size()).isEqualTo(24);
        for (int i = 0; i < 24; i++) {
            assertThat(rows[i / 12][i % 12]).isEqualTo((float) values.get(i).doubleValue());
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        float[] row = {1, -2.5f, 3e-8f};
        ObjectNode written = WireTensor.write(row);
        assertThat(written.get("shape").toString()).isEqualTo("[1,3]");

        written.putArray("shape").add(1).add(1).add(3);

        assertThat(read(written).rows(1, 1, 3)[0]).containsExactly(row);
    }

    @Test
    void anotherShapeTypeOrSizeIsRefused() {
        ObjectNode tensor = golden.path("tensors").path("float32").deepCopy();
        assertThatThrownBy(() -> read(tensor).rows(2, 3, 5)).isInstanceOf(IOException.class);

        tensor.putArray("shape").add(2).add(3).add(5);
        assertThatThrownBy(() -> read(tensor).rows(2, 3, 5)).hasMessageContaining("cut off");
        assertThatThrownBy(() -> read(tensor.deepCopy().put("original_dtype", "torch.int8"))
                        .rows(2, 3, 5))
                .hasMessageContaining("torch.int8");
        assertThatThrownBy(() -> read(tensor.deepCopy().put("data", new byte[] {1, 2, 3}))
                        .rows(2, 3, 5))
                .hasMessageContaining("cut off");
    }
}
