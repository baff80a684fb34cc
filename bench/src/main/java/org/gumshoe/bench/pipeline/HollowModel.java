// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A random model that is as wide and as deep as a real one and hollow inside: what it writes to the
 * stream has the real size, and costs nearly nothing to compute.
 *
 * @param width of the residual stream, and so of activations, maps and vectors
 */
record HollowModel(int width, int blocks) {
    private static final int INSIDE = 16;
    private static final int VOCABULARY = 512;

    private static final String CONFIG = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": %d, "num_hidden_layers": %d,
             "intermediate_size": 16, "num_attention_heads": 1, "num_key_value_heads": 1, "head_dim": 16,
             "hidden_act": "silu", "max_position_embeddings": 512, "rms_norm_eps": 1e-06, "rope_theta": 10000.0,
             "vocab_size": 512, "tie_word_embeddings": true, "bos_token_id": 0, "eos_token_id": 0}
            """;

    /**
     * Writes the model as a HuggingFace directory.
     *
     * @param tiny a small random model with the same vocabulary, whose tokenizer it takes
     */
    Path write(Path directory, Path tiny) throws IOException {
        Files.createDirectories(directory);
        for (String name : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            Files.write(directory.resolve(name), Files.readAllBytes(tiny.resolve(name)));
        }
        Files.writeString(directory.resolve("config.json"), CONFIG.formatted(width, blocks));
        Map<String, int[]> tensors = tensors();
        StringBuilder header = new StringBuilder("{");
        long from = 0;
        for (var tensor : tensors.entrySet()) {
            long to = from + 4L * numbers(tensor.getValue());
            header.append(from == 0 ? "" : ",")
                    .append(String.format(
                            Locale.ROOT,
                            "\"%s\": {\"dtype\": \"F32\", \"shape\": [%s], \"data_offsets\": [%d, %d]}",
                            tensor.getKey(),
                            shape(tensor.getValue()),
                            from,
                            to));
            from = to;
        }
        byte[] json = header.append("}").toString().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(width);
        try (OutputStream out = Files.newOutputStream(directory.resolve("model.safetensors"))) {
            out.write(little(8).putLong(json.length).array());
            out.write(json);
            for (var tensor : tensors.entrySet()) {
                ByteBuffer numbers = little(4 * numbers(tensor.getValue()));
                boolean norm = tensor.getKey().contains("norm");
                while (numbers.hasRemaining()) numbers.putFloat(norm ? 1 : .05f * (float) random.nextGaussian());
                out.write(numbers.array());
            }
        }
        return directory;
    }

    private Map<String, int[]> tensors() {
        Map<String, int[]> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", new int[] {VOCABULARY, width});
        for (int block = 0; block < blocks; block++) {
            String of = "model.layers." + block + ".";
            tensors.put(of + "input_layernorm.weight", new int[] {width});
            for (String name : new String[] {"self_attn.q", "self_attn.k", "self_attn.v", "mlp.gate", "mlp.up"}) {
                tensors.put(of + name + "_proj.weight", new int[] {INSIDE, width});
            }
            tensors.put(of + "self_attn.o_proj.weight", new int[] {width, INSIDE});
            tensors.put(of + "mlp.down_proj.weight", new int[] {width, INSIDE});
            tensors.put(of + "post_attention_layernorm.weight", new int[] {width});
        }
        tensors.put("model.norm.weight", new int[] {width});
        return tensors;
    }

    private static int numbers(int[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private static String shape(int[] shape) {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
