// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.gumshoe.lm.transformer.HiddenStates;

/**
 * Answer to a request that reads a text.
 *
 * @param states of the layers that were asked for
 * @param choice the rest of the answer
 */
record ReadAnswer(HiddenStates states, JsonNode choice) {
    private static final JsonFactory JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build()
            .getFactory();

    private static final int BYTES_PER_TOKEN = 1 << 10;
    private static final int BYTES_PER_ANSWER = 1 << 20;

    /**
     * Returns the most bytes of an answer: of numbers in base64 that zstd could not make smaller, and of
     * what is said of each token.
     */
    static long limit(int layers, int tokens, int width) {
        return BYTES_PER_ANSWER
                + (long) tokens * BYTES_PER_TOKEN
                + (long) Math.ceil(1.4 * layers * tokens * width * WireTensor.WIDEST);
    }

    /**
     * Parses an answer.
     *
     * @param layers that were asked for, ascending
     * @param tokens of the text
     * @param width of the model
     * @throws IOException when it is cut off, or has other hidden states than those
     */
    static ReadAnswer parse(byte[] body, int[] layers, int tokens, int width) throws IOException {
        JsonNode choice = null;
        WireTensor tensor = null;
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "choices" -> choice = json.<JsonNode>readValueAsTree().path(0);
                    case "activations" -> tensor = json.isExpectedStartObjectToken() ? tensor(json) : null;
                    default -> json.skipChildren();
                }
            }
        }
        if (choice == null || tensor == null && layers.length > 0) {
            throw new IOException(choice == null ? "no choice" : "no hidden states; is its plug-in vllm-lens there?");
        }
        Map<Integer, float[]> byLayer = new HashMap<>();
        if (layers.length > 0) {
            float[][] rows = tensor.rows(layers.length, tokens, width);
            for (int i = 0; i < layers.length; i++) {
                byLayer.put(layers[i], rows[i]);
            }
        }
        return new ReadAnswer(new HiddenStates(tokens, width, 0, byLayer), choice);
    }

    private static WireTensor tensor(JsonParser json) throws IOException {
        WireTensor tensor = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("residual_stream") && json.isExpectedStartObjectToken()) {
                tensor = WireTensor.read(json);
            } else {
                json.skipChildren();
            }
        }
        return tensor;
    }

    /**
     * Returns the negative log-likelihoods, in nats, of ids[first] and those after it.
     *
     * @throws IOException when the answer lacks one
     */
    double[] nll(int[] ids, int first) throws IOException {
        double[] nll = new double[Math.max(0, ids.length - first)];
        for (int i = 0; i < nll.length; i++) {
            JsonNode logProb = choice.path("prompt_logprobs")
                    .path(first + i)
                    .path(Integer.toString(ids[first + i]))
                    .path("logprob");
            if (!logProb.isNumber()) {
                throw new IOException("no likelihood of token " + (first + i));
            }
            nll[i] = -logProb.doubleValue();
        }
        return nll;
    }
}
