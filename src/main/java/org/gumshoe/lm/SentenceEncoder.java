// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.LinearKernels;
import org.gumshoe.lm.engine.TorchLinear;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.weights.huggingface.Safetensors;

/**
 * A sentence encoder of the BERT family (Devlin et al. 2019; Reimers and Gurevych 2019), such as
 * all-MiniLM-L6-v2, from a HuggingFace directory: the mean over tokens of the last layer, scaled to
 * length 1. It looks both ways, so it shares nothing with the language models that write.
 */
public final class SentenceEncoder implements AutoCloseable {
    private static final int MOST_TOKENS = 256;
    private static final List<String> LINEAR = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense");

    private final NDManager manager;
    private final LinearKernels products;
    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, NDArray> weights = new HashMap<>();
    private final Map<String, TorchLinear> linears = new HashMap<>();
    private final float[] words;
    private final float[] places;
    private final float[] kinds;
    private final int width;
    private final int blocks;
    private final int heads;
    private final float epsilon;

    /**
     * @param directory with config.json, tokenizer.json and model.safetensors
     * @throws BadInputException when one is missing, cut short or of another kind of model
     */
    public SentenceEncoder(Path directory) {
        manager = TorchRuntime.manager();
        products = new LinearKernels(Precision.ofThisMachine(), manager);
        try (InputStream json = Files.newInputStream(directory.resolve("tokenizer.json"))) {
            JsonNode config =
                    new ObjectMapper().readTree(directory.resolve("config.json").toFile());
            if (!config.path("model_type").asText().equals("bert")) {
                throw new BadInputException(directory + " holds a model of type "
                        + config.path("model_type").asText("unknown") + "; give a sentence encoder of type bert.");
            }
            width = config.path("hidden_size").asInt();
            blocks = config.path("num_hidden_layers").asInt();
            heads = config.path("num_attention_heads").asInt();
            epsilon = (float) config.path("layer_norm_eps").asDouble(1e-12);
            tokenizer = HuggingFaceTokenizer.newInstance(
                    json, Map.of("truncation", "true", "maxLength", Integer.toString(MOST_TOKENS), "padding", "false"));
            read(directory.resolve("model.safetensors"));
            words = weight("embeddings.word_embeddings.weight").toFloatArray();
            places = weight("embeddings.position_embeddings.weight").toFloatArray();
            kinds = weight("embeddings.token_type_embeddings.weight").toFloatArray();
        } catch (IOException e) {
            products.close();
            manager.close();
            throw new BadInputException(
                    "Cannot read the sentence encoder in " + directory + " (" + e.getMessage()
                            + "); it needs config.json, tokenizer.json and model.safetensors.",
                    e);
        } catch (RuntimeException e) {
            products.close();
            manager.close();
            throw e;
        }
    }

    private void read(Path file) {
        try (Arena arena = Arena.ofShared()) {
            Safetensors.read(file, arena).forEach((key, tensor) -> {
                String name = key.replaceFirst("^bert\\.", "");
                weights.put(name, manager.create(tensor.all(), new Shape(tensor.shape())));
            });
        }
        for (int b = 0; b < blocks; b++) {
            String block = "encoder.layer." + b + ".";
            for (String name : LINEAR) {
                linears.put(
                        block + name,
                        new TorchLinear(products, weight(block + name + ".weight"), weight(block + name + ".bias")));
            }
        }
    }

    /** How many figures an encoding has. */
    public int width() {
        return width;
    }

    /** Of the first 256 tokens. */
    public float[] encode(String text) {
        long[] ids = tokenizer.encode(text).getIds();
        try (NDManager pass = manager.newSubManager()) {
            NDArray x = norm(pass.create(embed(ids), new Shape(ids.length, width)), "embeddings.LayerNorm");
            for (int b = 0; b < blocks; b++) {
                String block = "encoder.layer." + b + ".";
                NDArray seen = linear(attention(x, block + "attention.self."), block + "attention.output.dense");
                x = norm(seen.add(x), block + "attention.output.LayerNorm");
                NDArray hidden = Activation.gelu(linear(x, block + "intermediate.dense"));
                x = norm(linear(hidden, block + "output.dense").add(x), block + "output.LayerNorm");
            }
            NDArray mean = x.mean(new int[] {0});
            return mean.div(mean.norm()).toFloatArray();
        }
    }

    private float[] embed(long[] ids) {
        float[] sum = new float[ids.length * width];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < width; j++) {
                sum[i * width + j] = words[(int) ids[i] * width + j] + places[i * width + j] + kinds[j];
            }
        }
        return sum;
    }

    private NDArray attention(NDArray x, String name) {
        long tokens = x.getShape().get(0);
        int headWidth = width / heads;
        Shape split = new Shape(tokens, heads, headWidth);
        NDArray queries = linear(x, name + "query").reshape(split).transpose(1, 0, 2);
        NDArray keys = linear(x, name + "key").reshape(split).transpose(1, 2, 0);
        NDArray values = linear(x, name + "value").reshape(split).transpose(1, 0, 2);
        NDArray shares = queries.matMul(keys).mul(1 / Math.sqrt(headWidth)).softmax(-1);
        return shares.matMul(values).transpose(1, 0, 2).reshape(tokens, width);
    }

    private NDArray linear(NDArray x, String name) {
        return linears.get(name).apply(x);
    }

    private NDArray norm(NDArray x, String name) {
        return LayerNorm.layerNorm(x, new Shape(width), weight(name + ".weight"), weight(name + ".bias"), epsilon)
                .singletonOrThrow();
    }

    private NDArray weight(String name) {
        NDArray weight = weights.get(name);
        if (weight == null) {
            throw new BadInputException("The sentence encoder has no tensor " + name + "; give one of type bert.");
        }
        return weight;
    }

    @Override
    public void close() {
        tokenizer.close();
        linears.values().forEach(TorchLinear::close);
        products.close();
        manager.close();
    }
}
