// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.engine.LinearKernels;

/**
 * A block of a decoder-only transformer (Vaswani et al. 2017; Touvron et al. 2023 for the layout
 * that most share), as a script of the engine: a call for each block instead of one for each
 * operation. It reads top to bottom. In what the architectures differ is filled in from their
 * description and from which weights there are.
 */
public final class BlockScriptSource {
    /**
     * The stream, f32, tokens x width; {@link ForwardBatch#turn}; {@code mask} and
     * {@code stretches} of {@link ForwardBatch#looks}; {@link ForwardBatch#kept}; keys and values
     * so far, slots x keyHeads x columns x headWidth. After these come the weights.
     */
    static final List<String> INPUTS = List.of("stream", "turn", "mask", "stretches", "kept", "keys", "values");

    /**
     * So many queries are compared with all their keys at once: what is before and after them need
     * not be looked at, and scores stay in the processor's cache.
     */
    static final int QUERIES = 64;

    private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");

    private static final String TEXT = """
            tokens = stream.size(0)

            # queries, keys, values
            read = {before attention}.to({half})
            together = {queries, keys, values}.view(tokens, {heads} + 2 * {keyHeads}, {headWidth})
            compared = together.narrow(1, 0, {heads} + {keyHeads}).to({full})
            {norm of heads}
            {rotation}
            compared = compared.to({half})
            newKeys = compared.narrow(1, {heads}, {keyHeads})
            newValues = together.narrow(1, {heads} + {keyHeads}, {keyHeads})

            # attention: each key head is looked at by a group of query heads (Ainslie et al. 2023), stacked as if they were further tokens
            rows = annotate(List[List[int]], stretches.tolist())
            if mask.dim() == 3:
                # the next token of each text, among those that are kept
                column, first, seen = rows[0]
                keys = keys.narrow(0, 0, tokens)
                values = values.narrow(0, 0, tokens)
                keys.select(2, column).copy_(newKeys)
                values.select(2, column).copy_(newValues)
                looking = compared.narrow(1, 0, {heads}).reshape(tokens * {keyHeads}, {group}, {headWidth})
                hidden = mask.unsqueeze(1).expand(tokens, {keyHeads}, {group}, seen).flatten(0, 1)
                scores = torch.baddbmm(hidden, looking, keys.narrow(2, first, seen).flatten(0, 1).transpose(1, 2), alpha={scale})
                found = torch.bmm(scores.softmax(-1), values.narrow(2, first, seen).flatten(0, 1))
            else:
                # whole texts, one after the other; those of one length at once, as views by keyHead, text, (query of the group,) token
                found = torch.new_empty(together, [tokens, {heads}, {headWidth}])
                step = compared.stride(0)
                wide = together.stride(0)
                back = found.stride(0)
                for begin, count, first, texts, length in rows:
                    seen = begin + count - first
                    some = [{keyHeads}, texts, {group}, count, {headWidth}]
                    all = [{keyHeads}, texts, seen, {headWidth}]
                    looking = compared.as_strided(some, [{group} * {headWidth}, length * step, {headWidth}, step, 1], begin * step)
                    looking = looking.reshape({keyHeads} * texts, {group} * count, {headWidth})
                    seenKeys = compared.as_strided(all, [{headWidth}, length * step, step, 1], first * step + {heads} * {headWidth})
                    seenValues = together.as_strided(all, [{headWidth}, length * wide, wide, 1], first * wide + ({heads} + {keyHeads}) * {headWidth})
                    hidden = mask.narrow(0, 0, count).narrow(1, mask.size(1) - mask.size(0) - begin + first, seen)
                    hidden = hidden.expand({group}, count, seen).reshape({group} * count, seen).expand({keyHeads} * texts, {group} * count, seen)
                    scores = torch.baddbmm(hidden, looking, seenKeys.flatten(0, 1).transpose(1, 2), alpha={scale})
                    piece = torch.bmm(scores.softmax(-1), seenValues.flatten(0, 1)).view(some)
                    found.as_strided(some, [{group} * {headWidth}, length * back, {headWidth}, back, 1], begin * back).copy_(piece)
                for slot, column, first, count in annotate(List[List[int]], kept.tolist()):
                    keys.select(0, slot).narrow(1, column, count).copy_(newKeys.narrow(0, first, count).transpose(0, 1))
                    values.select(0, slot).narrow(1, column, count).copy_(newValues.narrow(0, first, count).transpose(0, 1))
            found = found.reshape(tokens, {heads} * {headWidth})
            attended = {attention out}.to({full})
            y = {after attention}.add_(stream)

            # feed-forward
            read = {before feed-forward}.to({half})
            hidden = {hidden}
            down = {down}.to({full})
            return {after feed-forward}.add_(y)
            """;

    private static final String ROTATION = """
            pairs = torch.view_as_complex(compared.unflatten(2, [-1, 2]))
            compared = torch.view_as_real(pairs.mul_(torch.view_as_complex(turn))).flatten(2)""";

    private final TransformerConfig description;
    private final LinearKernels products;
    private final Collection<String> weights;

    private BlockScriptSource(TransformerConfig description, LinearKernels products, Collection<String> weights) {
        this.description = description;
        this.products = products;
        this.weights = weights;
    }

    /**
     * @param weights names of those that the block has
     * @return lines of the script's body
     */
    static String of(
            TransformerConfig description,
            TransformerConfig.Layer layer,
            LinearKernels products,
            Collection<String> weights) {
        return new BlockScriptSource(description, products, weights).fill(layer);
    }

    private String fill(TransformerConfig.Layer layer) {
        int heads = description.heads();
        int keyHeads = description.keyHeads();
        int width = description.width();
        Map<String, Object> parts = new HashMap<>();
        parts.put("heads", heads);
        parts.put("keyHeads", keyHeads);
        parts.put("group", heads / keyHeads);
        parts.put("headWidth", description.headWidth());
        parts.put("scale", description.attentionScale());
        parts.put("full", Precision.F32.type());
        parts.put("half", products.precision().type());
        parts.put("before attention", norm("stream", width, "attention_norm"));
        parts.put("queries, keys, values", product("read", "attention_in"));
        parts.put(
                "norm of heads",
                has("head_norm") ? "compared = " + norm("compared", description.headWidth(), "head_norm") : "");
        parts.put("rotation", layer.rope() == null ? "" : ROTATION);
        parts.put("attention out", product("found", "attention_out"));
        parts.put("after attention", afterwards("attended", "attention_after_norm"));
        parts.put("before feed-forward", norm(description.parallel() ? "stream" : "y", width, "feed_norm"));
        parts.put("hidden", hidden("read"));
        parts.put("down", product("hidden", "feed_down"));
        parts.put("after feed-forward", afterwards("down", "feed_after_norm"));
        return PLACE.matcher(TEXT)
                .replaceAll(place -> Objects.requireNonNull(parts.get(place.group(1)), place.group(1))
                        .toString());
    }

    private boolean has(String weight) {
        return weights.contains(weight);
    }

    private String product(String x, String layer) {
        return products.product(x, layer, bias(layer));
    }

    private String bias(String layer) {
        return has(layer + "_bias") ? layer + "_bias" : "None";
    }

    private String norm(String x, int width, String weight) {
        return NormScriptSource.text(description, x, width, weight, bias(weight));
    }

    /** What is added to the stream: itself, or normalised where the architecture does that. */
    private String afterwards(String x, String weight) {
        return has(weight) ? norm(x, description.width(), weight) : x;
    }

    private String hidden(String read) {
        String up = description.gated() ? "feed_gate" : "feed_up";
        String active = products.product(read, up, bias(up), description.activation());
        return description.gated() ? products.product(read, "feed_up", bias("feed_up"), active) : active;
    }
}
