// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.script;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;

/**
 * The TorchScript source of a block of a decoder-only transformer (Vaswani et al. 2017; Touvron et
 * al. 2023 for the layout that most architectures share). A block is one call of the engine,
 * instead of one for each operation. The template reads top to bottom; what differs between
 * architectures is filled in from the configuration and from the set of weights.
 */
public final class BlockScriptSource {
    /**
     * The inputs of a block; its weights follow them.
     *
     * <ul>
     *   <li>residual: residual stream, f32, tokens x hiddenSize
     *   <li>rotaryFactors: see {@code ForwardBatch.rotaryFactors}
     *   <li>attnMask, queryBlocks: see {@code AttentionMask}
     *   <li>cacheWrites: see {@code KvRing.planWrites}
     *   <li>keyCache, valueCache: slots x numKvHeads x columns x headDim, see {@code KvCache}
     * </ul>
     */
    public static final List<String> INPUTS =
            List.of("residual", "rotaryFactors", "attnMask", "queryBlocks", "cacheWrites", "keyCache", "valueCache");

    /**
     * The most queries of a block that are multiplied by all their keys at once: keys before and
     * after those that the block attends to are skipped, and scores stay in the processor's cache.
     */
    public static final int MAX_QUERIES = 64;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

    private static final String TEMPLATE = """
            tokens = residual.size(0)

            # query, key and value projections
            normed = {attn norm}.to({dtype})
            {round normed for qkv}
            qkv = {qkv proj}.view(tokens, {numHeads} + 2 * {numKvHeads}, {headDim})
            qk = qkv.narrow(1, 0, {numHeads} + {numKvHeads}).to({f32})
            {qk norm}
            {rotary embedding}
            qk = qk.to({dtype})
            newKeys = qk.narrow(1, {numHeads}, {numKvHeads})
            newValues = qkv.narrow(1, {numHeads} + {numKvHeads}, {numKvHeads})

            # attention: the query heads that share a key head (Ainslie et al. 2023) are stacked as if they were further tokens
            blocks = annotate(List[List[int]], queryBlocks.tolist())
            if attnMask.dim() == 3:
                # the next token of each sequence attends to the KV cache
                newestColumn, firstColumn, attended = blocks[0]
                keyCache = keyCache.narrow(0, 0, tokens)
                valueCache = valueCache.narrow(0, 0, tokens)
                keyCache.select(2, newestColumn).copy_(newKeys)
                valueCache.select(2, newestColumn).copy_(newValues)
                q = qk.narrow(1, 0, {numHeads}).reshape(tokens * {numKvHeads}, {groupSize}, {headDim})
                k = keyCache.narrow(2, firstColumn, attended).to({dtype}).flatten(0, 1)
                v = valueCache.narrow(2, firstColumn, attended).to({dtype}).flatten(0, 1)
                mask = attnMask.unsqueeze(1).expand(tokens, {numKvHeads}, {groupSize}, attended).flatten(0, 1)
                scores = torch.baddbmm(mask, q, k.transpose(1, 2), alpha={scale})
                context = torch.bmm(scores.softmax(-1), v)
            else:
                # whole sequences attend to themselves; those of equal length at once, as views by kvHead, sequence, (query head of the group,) token
                context = torch.new_empty(qkv, [tokens, {numHeads}, {headDim}])
                qkStride = qk.stride(0)
                qkvStride = qkv.stride(0)
                contextStride = context.stride(0)
                for firstQuery, queries, firstKey, sequences, length in blocks:
                    attended = firstQuery + queries - firstKey
                    qShape = [{numKvHeads}, sequences, {groupSize}, queries, {headDim}]
                    kvShape = [{numKvHeads}, sequences, attended, {headDim}]
                    q = qk.as_strided(qShape, [{groupSize} * {headDim}, length * qkStride, {headDim}, qkStride, 1], firstQuery * qkStride)
                    q = q.reshape({numKvHeads} * sequences, {groupSize} * queries, {headDim})
                    k = qk.as_strided(kvShape, [{headDim}, length * qkStride, qkStride, 1], firstKey * qkStride + {numHeads} * {headDim})
                    v = qkv.as_strided(kvShape, [{headDim}, length * qkvStride, qkvStride, 1], firstKey * qkvStride + ({numHeads} + {numKvHeads}) * {headDim})
                    mask = attnMask.narrow(0, 0, queries).narrow(1, attnMask.size(1) - attnMask.size(0) - firstQuery + firstKey, attended)
                    mask = mask.expand({groupSize}, queries, attended).reshape({groupSize} * queries, attended).expand({numKvHeads} * sequences, {groupSize} * queries, attended)
                    scores = torch.baddbmm(mask, q, k.flatten(0, 1).transpose(1, 2), alpha={scale})
                    blockContext = torch.bmm(scores.softmax(-1), v.flatten(0, 1)).view(qShape)
                    context.as_strided(qShape, [{groupSize} * {headDim}, length * contextStride, {headDim}, contextStride, 1], firstQuery * contextStride).copy_(blockContext)
                for slot, column, token, count in annotate(List[List[int]], cacheWrites.tolist()):
                    keyCache.select(0, slot).narrow(1, column, count).copy_(newKeys.narrow(0, token, count).transpose(0, 1))
                    valueCache.select(0, slot).narrow(1, column, count).copy_(newValues.narrow(0, token, count).transpose(0, 1))
            context = context.reshape(tokens, {numHeads} * {headDim})
            {round context}
            attnOut = {o proj}.to({f32})
            afterAttn = {post attn norm}.add_(residual)

            # feed-forward
            normed = {mlp norm}.to({dtype})
            {round normed for mlp}
            intermediate = {activated up proj}
            {round intermediate}
            mlpOut = {down proj}.to({f32})
            return {post mlp norm}.add_(afterAttn)
            """;

    private static final String ROTARY_EMBEDDING = """
            pairs = torch.view_as_complex(qk.unflatten(2, [-1, 2]))
            qk = torch.view_as_real(pairs.mul_(torch.view_as_complex(rotaryFactors))).flatten(2)""";

    private final TransformerConfig config;
    private final LinearScriptSource linear;
    private final Collection<String> weights;

    private BlockScriptSource(TransformerConfig config, LinearScriptSource linear, Collection<String> weights) {
        this.config = config;
        this.linear = linear;
        this.weights = weights;
    }

    /**
     * Writes the body of a block's function.
     *
     * @param weights names of the weights that the block has
     */
    public static String of(
            TransformerConfig config,
            TransformerConfig.Layer layer,
            LinearScriptSource linear,
            Collection<String> weights) {
        return new BlockScriptSource(config, linear, weights).fill(layer);
    }

    private String fill(TransformerConfig.Layer layer) {
        int hiddenSize = config.hiddenSize();
        Map<String, Object> values = new HashMap<>();
        values.put("numHeads", config.numHeads());
        values.put("numKvHeads", config.numKvHeads());
        values.put("groupSize", config.numHeads() / config.numKvHeads());
        values.put("headDim", config.headDim());
        values.put("scale", config.attentionScale() * layer.attentionFactor());
        values.put("f32", Precision.F32.torchScalarType());
        values.put("dtype", linear.precision().torchScalarType());
        values.put("attn norm", norm("residual", hiddenSize, "attn_norm"));
        values.put("round normed for qkv", round("normed", "qkv_proj"));
        values.put("round context", round("context", "o_proj"));
        values.put("round normed for mlp", round("normed", "up_proj", "gate_proj"));
        values.put("round intermediate", round("intermediate", "down_proj"));
        values.put("qkv proj", linear("normed", "qkv_proj"));
        values.put("qk norm", has("qk_norm") ? "qk = " + norm("qk", config.headDim(), "qk_norm") : "");
        values.put("rotary embedding", layer.rope() == null ? "" : ROTARY_EMBEDDING);
        values.put("o proj", linear("context", "o_proj"));
        values.put("post attn norm", optionalNorm("attnOut", "post_attn_norm"));
        values.put("mlp norm", norm(config.parallelResidual() ? "residual" : "afterAttn", hiddenSize, "mlp_norm"));
        values.put("activated up proj", activatedUpProjection("normed"));
        values.put("down proj", linear("intermediate", "down_proj"));
        values.put("post mlp norm", optionalNorm("mlpOut", "post_mlp_norm"));
        return PLACEHOLDER
                .matcher(TEMPLATE)
                .replaceAll(
                        placeholder -> Objects.requireNonNull(values.get(placeholder.group(1)), placeholder.group(1))
                                .toString());
    }

    private boolean has(String weight) {
        return weights.contains(weight);
    }

    /** Rounds an input where one of the layers that it goes to is multiplied in eight bits. */
    private String round(String x, String... layers) {
        return Arrays.stream(layers).anyMatch(this::isEightBit) ? EightBitScriptSource.round(x) : "";
    }

    private boolean isEightBit(String layer) {
        return has(layer + EightBitScriptSource.SCALE);
    }

    private String linear(String x, String layer) {
        return isEightBit(layer)
                ? EightBitScriptSource.linear(x, layer, has(layer + "_bias") ? layer + "_bias" : null)
                : linear.linear(x, layer, bias(layer));
    }

    private String bias(String layer) {
        return has(layer + "_bias") ? layer + "_bias" : "None";
    }

    private String norm(String x, int size, String weight) {
        return NormScriptSource.norm(config, x, size, weight, bias(weight));
    }

    /** Normalises what is added to the residual stream, where the architecture does that. */
    private String optionalNorm(String x, String weight) {
        return has(weight) ? norm(x, config.hiddenSize(), weight) : x;
    }

    private String activatedUpProjection(String x) {
        String layer = config.gatedMlp() ? "gate_proj" : "up_proj";
        String activated = isEightBit(layer)
                ? LinearScriptSource.activation(linear(x, layer), config.activation())
                : linear.linearActivation(x, layer, bias(layer), config.activation());
        if (!config.gatedMlp()) {
            return activated;
        }
        return isEightBit("up_proj")
                ? linear(x, "up_proj") + ".mul_(" + activated + ")"
                : linear.linearTimes(x, "up_proj", bias("up_proj"), activated);
    }
}
