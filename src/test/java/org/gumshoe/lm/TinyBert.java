// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import smile.math.special.Erf;

/** A random sentence encoder of two small blocks: its files, and what its formulas (Devlin et al. 2019) give in double precision, number by number. */
final class TinyBert {
    private static final List<String> VOCABULARY =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "sits", "out", "##side", "dog", "garden");
    private static final int CLS = 2;
    private static final int SEP = 3;
    private static final int WIDTH = 24;
    private static final int INNER = 40;
    private static final int HEADS = 3;
    private static final int BLOCKS = 2;
    private static final int PLACES = 256;
    private static final double EPSILON = 1e-12;

    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Map<String, int[]> shapes = new LinkedHashMap<>();

    TinyBert() {
        tensor("embeddings.word_embeddings.weight", VOCABULARY.size(), WIDTH);
        tensor("embeddings.position_embeddings.weight", PLACES, WIDTH);
        tensor("embeddings.token_type_embeddings.weight", 2, WIDTH);
        norm("embeddings.LayerNorm");
        for (int b = 0; b < BLOCKS; b++) {
            String block = "encoder.layer." + b + ".";
            for (String name : List.of("query", "key", "value")) {
                linear(block + "attention.self." + name, WIDTH, WIDTH);
            }
            linear(block + "attention.output.dense", WIDTH, WIDTH);
            norm(block + "attention.output.LayerNorm");
            linear(block + "intermediate.dense", INNER, WIDTH);
            linear(block + "output.dense", WIDTH, INNER);
            norm(block + "output.LayerNorm");
        }
    }

    private void linear(String name, int outputs, int inputs) {
        tensor(name + ".weight", outputs, inputs);
        tensor(name + ".bias", outputs);
    }

    private void norm(String name) {
        tensor(name + ".weight", WIDTH);
        tensor(name + ".bias", WIDTH);
    }

    private void tensor(String name, int... shape) {
        shapes.put(name, shape);
        weights.put(name, LinearTest.random(Arrays.stream(shape).reduce(1, (a, b) -> a * b), weights.size()));
    }

    void write(Path directory) {
        ObjectMapper json = new ObjectMapper();
        try {
            Map<String, Object> config = Map.of(
                    "model_type", "bert",
                    "hidden_size", WIDTH,
                    "num_hidden_layers", BLOCKS,
                    "num_attention_heads", HEADS,
                    "layer_norm_eps", EPSILON);
            json.writeValue(directory.resolve("config.json").toFile(), config);
            Map<String, Integer> ids = new LinkedHashMap<>();
            VOCABULARY.forEach(token -> ids.put(token, ids.size()));
            Files.writeString(
                    directory.resolve("tokenizer.json"), TOKENIZER.formatted(CLS, SEP, json.writeValueAsString(ids)));
            Map<String, Object> table = new LinkedHashMap<>();
            int end = 0;
            for (Map.Entry<String, float[]> weight : weights.entrySet()) {
                int from = end;
                end += Float.BYTES * weight.getValue().length;
                int[] shape = shapes.get(weight.getKey());
                table.put(weight.getKey(), Map.of("dtype", "F32", "shape", shape, "data_offsets", List.of(from, end)));
            }
            byte[] header = json.writeValueAsBytes(table);
            ByteBuffer file = ByteBuffer.allocate(8 + header.length + end).order(ByteOrder.LITTLE_ENDIAN);
            file.putLong(header.length).put(header);
            for (float[] numbers : weights.values()) {
                for (float number : numbers) {
                    file.putFloat(number);
                }
            }
            Files.write(directory.resolve("model.safetensors"), file.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "decoder": null,
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                            "strip_accents": null, "lowercase": true},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "cls": ["[CLS]", %d], "sep": ["[SEP]", %d]},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                       "max_input_chars_per_word": 100, "vocab": %s}}
            """;

    /** @param tokens of the text, without those that begin and end it */
    double[] encode(List<String> tokens) {
        int[] ids = new int[tokens.size() + 2];
        ids[0] = CLS;
        ids[ids.length - 1] = SEP;
        for (int i = 0; i < tokens.size(); i++) {
            ids[i + 1] = VOCABULARY.indexOf(tokens.get(i));
        }
        double[][] x = new double[ids.length][WIDTH];
        for (int i = 0; i < ids.length; i++) {
            for (int j = 0; j < WIDTH; j++) {
                x[i][j] = (double) weights.get("embeddings.word_embeddings.weight")[ids[i] * WIDTH + j]
                        + weights.get("embeddings.position_embeddings.weight")[i * WIDTH + j]
                        + weights.get("embeddings.token_type_embeddings.weight")[j];
            }
            x[i] = normed(x[i], "embeddings.LayerNorm");
        }
        for (int b = 0; b < BLOCKS; b++) {
            x = block(x, "encoder.layer." + b + ".");
        }
        double[] mean = new double[WIDTH];
        for (double[] row : x) {
            for (int j = 0; j < WIDTH; j++) {
                mean[j] += row[j];
            }
        }
        double length = Math.sqrt(Arrays.stream(mean).map(v -> v * v).sum());
        return Arrays.stream(mean).map(v -> v / length).toArray();
    }

    private double[][] block(double[][] x, String block) {
        double[][] queries = times(x, block + "attention.self.query", v -> v);
        double[][] keys = times(x, block + "attention.self.key", v -> v);
        double[][] values = times(x, block + "attention.self.value", v -> v);
        double[][] found = new double[x.length][WIDTH];
        int width = WIDTH / HEADS;
        for (int head = 0; head < HEADS; head++) {
            for (int i = 0; i < x.length; i++) {
                double[] shares = new double[x.length];
                for (int k = 0; k < x.length; k++) {
                    double score = 0;
                    for (int j = head * width; j < (head + 1) * width; j++) {
                        score += queries[i][j] * keys[k][j];
                    }
                    shares[k] = Math.exp(score / Math.sqrt(width));
                }
                double all = Arrays.stream(shares).sum();
                for (int k = 0; k < x.length; k++) {
                    for (int j = head * width; j < (head + 1) * width; j++) {
                        found[i][j] += shares[k] / all * values[k][j];
                    }
                }
            }
        }
        double[][] y = normed(x, times(found, block + "attention.output.dense", v -> v), block + "attention.output");
        double[][] hidden = times(y, block + "intermediate.dense", v -> v * (1 + Erf.erf(v / Math.sqrt(2))) / 2);
        return normed(y, times(hidden, block + "output.dense", v -> v), block + "output");
    }

    private double[][] times(double[][] x, String name, DoubleUnaryOperator then) {
        float[] w = weights.get(name + ".weight");
        float[] bias = weights.get(name + ".bias");
        double[][] y = new double[x.length][bias.length];
        for (int i = 0; i < x.length; i++) {
            for (int output = 0; output < bias.length; output++) {
                double sum = bias[output];
                for (int input = 0; input < x[i].length; input++) {
                    sum += x[i][input] * w[output * x[i].length + input];
                }
                y[i][output] = then.applyAsDouble(sum);
            }
        }
        return y;
    }

    private double[][] normed(double[][] x, double[][] y, String name) {
        double[][] normed = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            double[] sum = new double[WIDTH];
            for (int j = 0; j < WIDTH; j++) {
                sum[j] = x[i][j] + y[i][j];
            }
            normed[i] = normed(sum, name + ".LayerNorm");
        }
        return normed;
    }

    private double[] normed(double[] x, String name) {
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double[] y = new double[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            y[j] = (x[j] - mean) / Math.sqrt(variance + EPSILON) * weights.get(name + ".weight")[j]
                    + weights.get(name + ".bias")[j];
        }
        return y;
    }
}
