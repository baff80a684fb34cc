// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntUnaryOperator;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.LinearKernels;
import org.gumshoe.lm.engine.TorchFunction;
import org.gumshoe.lm.weights.ModelFile;
import org.gumshoe.lm.weights.WeightReader;

/** Brings the weights of a model into memory, by blocks. */
final class WeightLoader implements AutoCloseable {
    private final ModelFile file;
    private final TransformerConfig description;
    private final NDManager manager;
    private final LinearKernels products;
    private final List<Runnable> closers;
    private final MatrixLoader matrices;
    private final Map<String, TorchFunction> scripts = new HashMap<>();

    /** @param closers gets what closes all that is made */
    WeightLoader(ModelFile file, NDManager manager, Arena arena, LinearKernels products, List<Runnable> closers) {
        this.file = file;
        this.description = file.description();
        this.manager = manager;
        this.products = products;
        this.closers = closers;
        this.matrices = new MatrixLoader(manager, arena, products);
    }

    /** Vocabulary x width; rows are read when they are asked for. */
    WeightReader embedding() {
        return weights("token_embd.weight", description.vocabulary(), description.width());
    }

    /** Context x width, or null where positions are not learned. */
    WeightReader positions() {
        return file.has("position_embd.weight")
                ? weights("position_embd.weight", description.context(), description.width())
                : null;
    }

    TransformerBlock block(int index) {
        String at = "blk." + index + ".";
        int width = description.width();
        int queries = description.heads() * description.headWidth();
        int keys = description.keyHeads() * description.headWidth();
        int hidden = file.weights(at + "ffn_up.weight").rows();
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        TransformerConfig.Layer layer = description.layers().get(index);
        IntUnaryOperator turned = layer.rope() == null
                ? IntUnaryOperator.identity()
                : row -> row < queries + keys ? layer.rope().half(row, description.headWidth()) : row;
        norm(weights, "attention_norm", at + "attn_norm");
        if (file.has(at + "attn_qkv.weight")) {
            linear(weights, "attention_in", width, new Part(at + "attn_qkv", queries + 2 * keys, turned));
        } else {
            Part query = new Part(at + "attn_q", queries, turned);
            Part key = new Part(at + "attn_k", keys, turned);
            linear(weights, "attention_in", width, query, key, new Part(at + "attn_v", keys));
        }
        if (file.has(at + "attn_q_norm.weight")) {
            weights.put("head_norm", headNorm(at, turned));
        }
        linear(weights, "attention_out", queries, new Part(at + "attn_output", width));
        optionalNorm(weights, "attention_after_norm", at + "post_attention_norm");
        norm(weights, "feed_norm", at + "ffn_norm");
        if (description.gated()) {
            linear(weights, "feed_gate", width, new Part(at + "ffn_gate", hidden));
        }
        linear(weights, "feed_up", width, new Part(at + "ffn_up", hidden));
        linear(weights, "feed_down", hidden, new Part(at + "ffn_down", width));
        optionalNorm(weights, "feed_after_norm", at + "post_ffw_norm");
        return new TransformerBlock(
                layer, script(BlockScriptSource.of(description, layer, products, weights.keySet()), weights), weights);
    }

    private TorchFunction script(String text, SequencedMap<String, NDArray> weights) {
        return scripts.computeIfAbsent(text, body -> {
            List<String> inputs = new ArrayList<>(BlockScriptSource.INPUTS);
            inputs.addAll(weights.keySet());
            TorchFunction script = new TorchFunction(inputs, 1, body);
            closers.add(script::close);
            return script;
        });
    }

    /**
     * A norm and a layer from width to vocabulary, which is the embedding again where the model has
     * no other.
     */
    LmHead head() {
        SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
        norm(weights, "norm", "output_norm");
        String name = file.has("output.weight") ? "output" : "token_embd";
        linear(weights, "head", description.width(), new Part(name, description.vocabulary()));
        LmHead head = new LmHead(description, products, weights, file.tensor(name + ".weight"));
        closers.add(head::close);
        return head;
    }

    /** A linear layer's name and number of outputs, and where each of them is stored. */
    private record Part(String name, int outputs, IntUnaryOperator from) {
        Part(String name, int outputs) {
            this(name, outputs, IntUnaryOperator.identity());
        }
    }

    private WeightReader weights(String name, int rows, int columns) {
        WeightReader weights = file.weights(name);
        if (weights.rows() != rows || weights.columns() != columns) {
            throw new BadInputException(
                    "%s has tensor %s of shape %s, which makes %d x %d where its configuration wants %d x %d; %s"
                            .formatted(
                                    file.location(),
                                    file.tensor(name).name(),
                                    Arrays.toString(file.tensor(name).shape()),
                                    weights.rows(),
                                    weights.columns(),
                                    rows,
                                    columns,
                                    "take the configuration and the weights of one model."));
        }
        return weights;
    }

    private float[] vector(String name, int length) {
        return weights(name, 1, length).all();
    }

    private void norm(SequencedMap<String, NDArray> weights, String as, String name) {
        int width = description.width();
        weights.put(as, manager.create(vector(name + ".weight", width)));
        if (file.has(name + ".bias")) {
            weights.put(as + "_bias", manager.create(vector(name + ".bias", width)));
        }
    }

    private void optionalNorm(SequencedMap<String, NDArray> weights, String as, String name) {
        if (file.has(name + ".weight")) {
            norm(weights, as, name);
        }
    }

    /**
     * One row for each query head, then one for each key head, so that both are normalised at once.
     */
    private NDArray headNorm(String at, IntUnaryOperator turned) {
        int width = description.headWidth();
        float[] query =
                weights(at + "attn_q_norm.weight", 1, width).reordered(turned).all();
        float[] key =
                weights(at + "attn_k_norm.weight", 1, width).reordered(turned).all();
        int heads = description.heads() + description.keyHeads();
        float[] all = new float[heads * width];
        for (int head = 0; head < heads; head++) {
            System.arraycopy(head < description.heads() ? query : key, 0, all, head * width, width);
        }
        return manager.create(all, new Shape(heads, width));
    }

    /** Layers that read the same input, side by side as one. */
    private void linear(SequencedMap<String, NDArray> weights, String as, int inputs, Part... parts) {
        weights.put(as, matrices.load(weights(inputs, parts)));
        if (file.has(parts[0].name + ".bias")) {
            weights.put(as + "_bias", products.round(bias(parts)));
        }
        forget(parts);
    }

    private List<WeightReader> weights(int inputs, Part... parts) {
        return Arrays.stream(parts)
                .map(part ->
                        weights(part.name + ".weight", part.outputs, inputs).reordered(part.from))
                .toList();
    }

    /** What is packed is in memory; the file's pages need not be there as well. */
    private void forget(Part... parts) {
        for (Part part : parts) {
            file.tensor(part.name + ".weight").forget();
        }
    }

    private NDArray bias(Part... parts) {
        float[] bias = new float[Arrays.stream(parts).mapToInt(Part::outputs).sum()];
        int at = 0;
        for (Part part : parts) {
            float[] stored = weights(part.name + ".bias", 1, part.outputs)
                    .reordered(part.from)
                    .all();
            System.arraycopy(stored, 0, bias, at, part.outputs);
            at += part.outputs;
        }
        return manager.create(bias);
    }

    @Override
    public void close() {
        matrices.close();
    }
}
