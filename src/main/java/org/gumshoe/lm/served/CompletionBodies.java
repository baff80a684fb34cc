// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Set;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.transformer.Injection;

/**
 * Bodies of requests to {@code /v1/completions}. vllm-lens numbers layers by block: its layer k is the
 * residual stream after k + 1 blocks.
 */
record CompletionBodies(String model) {
    /** Below it, the most likely token is always taken here, and vLLM wants 0. */
    private static final double LEAST_TEMPERATURE = 1e-6;

    /**
     * Returns the body of a request that reads a text.
     *
     * @param layers after whose blocks the residual stream is wanted, 1 or more each
     * @param likelihoods whether those of the tokens are wanted
     */
    ObjectNode read(int[] ids, int[] layers, boolean likelihoods) {
        ObjectNode body = body(ids, 1).put("temperature", 0);
        if (likelihoods) {
            body.put("prompt_logprobs", 0);
        }
        if (layers.length > 0) {
            ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
            Arrays.stream(layers).forEach(layer -> blocks.add(layer - 1));
            body.putObject("vllm_xargs").put("output_residual_stream", blocks.toString());
        }
        return body;
    }

    /**
     * Returns the body of a request that writes a text and streams its tokens. What the model's own
     * generation config would add to the sampling is switched off.
     *
     * @param stopTokens at which the text ends
     */
    ObjectNode write(int[] ids, Prompt prompt, int maxTokens, Set<Integer> stopTokens) {
        double temperature = prompt.sampling().temperature();
        ObjectNode body = body(ids, maxTokens)
                .put("stream", true)
                .put("return_token_ids", true)
                .put("logprobs", 0)
                .put("min_tokens", Math.min(prompt.minTokens(), maxTokens))
                .put("temperature", temperature < LEAST_TEMPERATURE ? 0 : temperature)
                .put("top_p", prompt.sampling().topP())
                .put("top_k", 0)
                .put("min_p", 0)
                .put("repetition_penalty", 1)
                .put("seed", seed(prompt.sampling().seed()));
        ArrayNode stops = body.putArray("stop_token_ids");
        stopTokens.stream().sorted().forEach(stops::add);
        if (!prompt.injections().isEmpty()) {
            // each a vector of its own, since a vector with a layer twice would count once
            ArrayNode vectors = JsonNodeFactory.instance.arrayNode();
            prompt.injections().forEach(injection -> vectors.add(vector(injection)));
            body.putObject("vllm_xargs").put("apply_steering_vectors", vectors.toString());
        }
        return body;
    }

    /** Returns a seed that vLLM takes for one: -1 is none. */
    private static long seed(long seed) {
        return seed == -1 ? Long.MIN_VALUE : seed;
    }

    private ObjectNode body(int[] ids, int maxTokens) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode prompt = body.put("model", model).putArray("prompt");
        Arrays.stream(ids).forEach(prompt::add);
        return body.put("max_tokens", maxTokens);
    }

    private static ObjectNode vector(Injection injection) {
        ObjectNode vector = JsonNodeFactory.instance.objectNode();
        vector.set("activations", WireTensor.write(injection.vector()));
        vector.putArray("layer_indices").add(injection.layer() - 1);
        return vector.put("scale", 1.0).put("norm_match", false);
    }
}
