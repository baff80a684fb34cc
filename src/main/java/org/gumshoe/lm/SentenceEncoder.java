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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.engine.MatrixPacker;
import org.gumshoe.lm.engine.TorchLinear;
import org.gumshoe.lm.engine.TorchRuntime;
import org.gumshoe.lm.tokenizer.FastTokenizer;
import org.gumshoe.lm.weights.huggingface.Safetensors;

/**
 * A sentence encoder of the BERT family (Devlin et al. 2019; Reimers and Gurevych 2019), such as
 * all-MiniLM-L6-v2: the mean over tokens of the last layer, scaled to length 1. Its attention is
 * bidirectional, so it shares no blocks with {@link LanguageModel}.
 */
public final class SentenceEncoder implements AutoCloseable {
    private static final int MAX_TOKENS = 256;
    private static final List<String> LINEAR_LAYERS = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense");

    private final NDManager manager;
    private final MatrixPacker packer;
    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, NDArray> weights = new HashMap<>();
    private final Map<String, TorchLinear> linears = new HashMap<>();
    private final float[] wordEmbeddings;
    private final float[] positionEmbeddings;
    private final float[] tokenTypeEmbeddings;
    private final int hiddenSize;
    private final int numLayers;
    private final int numHeads;
    private final float layerNormEps;

    /**
     * @param directory with config.json, tokenizer.json and model.safetensors
     * @throws BadInputException when one is missing, cut short or of another kind of model
     */
    public SentenceEncoder(Path directory) {
        manager = TorchRuntime.newManager();
        packer = new MatrixPacker(Precision.ofThisMachine(), manager);
        try {
            byte[] json = Files.readAllBytes(directory.resolve("tokenizer.json"));
            FastTokenizer.requireSafe(json, directory);
            JsonNode config =
                    new ObjectMapper().readTree(directory.resolve("config.json").toFile());
            if (!config.path("model_type").asText().equals("bert")) {
                throw new BadInputException(directory + " holds a model of type "
                        + config.path("model_type").asText("unknown") + "; give a sentence encoder of type bert.");
            }
            hiddenSize = config.path("hidden_size").asInt();
            numLayers = config.path("num_hidden_layers").asInt();
            numHeads = config.path("num_attention_heads").asInt();
            layerNormEps = (float) config.path("layer_norm_eps").asDouble(1e-12);
            tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json),
                    Map.of("truncation", "true", "maxLength", Integer.toString(MAX_TOKENS), "padding", "false"));
            load(directory.resolve("model.safetensors"));
            wordEmbeddings = weight("embeddings.word_embeddings.weight").toFloatArray();
            positionEmbeddings = weight("embeddings.position_embeddings.weight").toFloatArray();
            tokenTypeEmbeddings =
                    weight("embeddings.token_type_embeddings.weight").toFloatArray();
        } catch (IOException e) {
            packer.close();
            manager.close();
            throw new BadInputException(
                    "Cannot read the sentence encoder in " + directory + " (" + e.getMessage()
                            + "); it needs config.json, tokenizer.json and model.safetensors.",
                    e);
        } catch (RuntimeException e) {
            packer.close();
            manager.close();
            throw e;
        }
    }

    private void load(Path file) {
        try (Arena arena = Arena.ofShared()) {
            Safetensors.read(file, arena).forEach((key, tensor) -> {
                String name = key.replaceFirst("^bert\\.", "");
                weights.put(name, manager.create(tensor.toFloats(), new Shape(tensor.shape())));
            });
        }
        for (int block = 0; block < numLayers; block++) {
            String prefix = "encoder.layer." + block + ".";
            for (String name : LINEAR_LAYERS) {
                linears.put(
                        prefix + name,
                        new TorchLinear(packer, weight(prefix + name + ".weight"), weight(prefix + name + ".bias")));
            }
        }
    }

    /** Returns the components of an encoding. */
    public int width() {
        return hiddenSize;
    }

    /** Encodes the first 256 tokens of a text. */
    public float[] encode(String text) {
        long[] ids = tokenizer.encode(text).getIds();
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = norm(scope.create(embed(ids), new Shape(ids.length, hiddenSize)), "embeddings.LayerNorm");
            for (int block = 0; block < numLayers; block++) {
                String prefix = "encoder.layer." + block + ".";
                NDArray attnOut = linear(attention(x, prefix + "attention.self."), prefix + "attention.output.dense");
                x = norm(attnOut.add(x), prefix + "attention.output.LayerNorm");
                NDArray intermediate = Activation.gelu(linear(x, prefix + "intermediate.dense"));
                x = norm(linear(intermediate, prefix + "output.dense").add(x), prefix + "output.LayerNorm");
            }
            NDArray mean = x.mean(new int[] {0});
            return mean.div(mean.norm()).toFloatArray();
        }
    }

    private float[] embed(long[] ids) {
        float[] sum = new float[ids.length * hiddenSize];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < hiddenSize; j++) {
                sum[i * hiddenSize + j] = wordEmbeddings[(int) ids[i] * hiddenSize + j]
                        + positionEmbeddings[i * hiddenSize + j]
                        + tokenTypeEmbeddings[j];
            }
        }
        return sum;
    }

    private NDArray attention(NDArray x, String prefix) {
        long tokens = x.getShape().get(0);
        int headDim = hiddenSize / numHeads;
        Shape byHead = new Shape(tokens, numHeads, headDim);
        NDArray q = linear(x, prefix + "query").reshape(byHead).transpose(1, 0, 2);
        NDArray k = linear(x, prefix + "key").reshape(byHead).transpose(1, 2, 0);
        NDArray v = linear(x, prefix + "value").reshape(byHead).transpose(1, 0, 2);
        NDArray probabilities = q.matMul(k).mul(1 / Math.sqrt(headDim)).softmax(-1);
        return probabilities.matMul(v).transpose(1, 0, 2).reshape(tokens, hiddenSize);
    }

    private NDArray linear(NDArray x, String name) {
        return linears.get(name).apply(x);
    }

    private NDArray norm(NDArray x, String name) {
        return LayerNorm.layerNorm(
                        x, new Shape(hiddenSize), weight(name + ".weight"), weight(name + ".bias"), layerNormEps)
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
        packer.close();
        manager.close();
    }
}
