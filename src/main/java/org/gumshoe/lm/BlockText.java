// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A block of a decoder-only transformer (Vaswani et al. 2017; Touvron et al. 2023 for the layout that most share), as a script of the engine: a call for each block instead of one
 * for each operation. It reads top to bottom. In what the architectures differ is filled in from their description and from which weights there are.
 */
final class BlockText {
    /**
     * The stream, f32, rows x tokens x width; {@link Pass#turn}; {@code mask} and {@code place} of {@link Pass#sight}; keys and values so far, slots x keyHeads x columns x headWidth.
     * After these come the weights.
     */
    static final List<String> INPUTS = List.of("stream", "turn", "mask", "place", "keys", "values");

    static final int OUTPUTS = 3;

    /** So many queries are compared with all their keys at once: what is before and after them need not be looked at, and scores stay in the processor's cache. */
    static final int QUERIES = 64;

    private static final Pattern PLACE = Pattern.compile("\\{([^}]*)}");

    private static final String TEXT = """
            rows = stream.size(0)
            tokens = stream.size(1)

            # queries, keys, values
            read = {before attention}.to({half})
            together = {queries, keys, values}.view(rows, tokens, {heads} + 2 * {keyHeads}, {headWidth})
            compared = together.narrow(2, 0, {heads} + {keyHeads}).to({full})
            {norm of heads}
            {rotation}
            compared = compared.to({half})
            queries = compared.narrow(2, 0, {heads}).view(rows, tokens, {keyHeads}, {group}, {headWidth}).permute(0, 2, 3, 1, 4)
            newKeys = compared.narrow(2, {heads}, {keyHeads}).transpose(1, 2).contiguous()
            newValues = together.narrow(2, {heads} + {keyHeads}, {keyHeads}).transpose(1, 2).contiguous()

            # they take their place among those before
            column = int(place.select(0, 0))
            seen = int(place.select(0, 1))
            reach = int(place.select(0, 2))
            if column >= 0:
                keys.narrow(0, 0, rows).narrow(2, column, tokens).copy_(newKeys)
                values.narrow(0, 0, rows).narrow(2, column, tokens).copy_(newValues)
                seenKeys = keys.narrow(0, 0, rows).narrow(2, 0, seen).flatten(0, 1)
                seenValues = values.narrow(0, 0, rows).narrow(2, 0, seen).flatten(0, 1)
            else:
                seenKeys = newKeys.flatten(0, 1)
                seenValues = newValues.flatten(0, 1)

            # attention: each key head is looked at by a group of query heads (Ainslie et al. 2023), stacked as if they were further tokens
            pieces = annotate(List[Tensor], [])
            for begin in range(0, tokens, {QUERIES}):
                count = min({QUERIES}, tokens - begin)
                last = seen - tokens + begin + count
                first = max(0, last - count - reach + 1)
                looking = queries.narrow(3, begin, count).reshape(rows * {keyHeads}, {group} * count, {headWidth})
                hidden = mask.narrow(1, 0, count).narrow(2, mask.size(2) - seen - begin + first, last - first).unsqueeze(1)
                hidden = hidden.expand(mask.size(0), {group}, count, last - first).reshape(mask.size(0), {group} * count, last - first)
                if mask.size(0) > 1:
                    hidden = hidden.repeat_interleave({keyHeads}, 0)
                hidden = hidden.expand(rows * {keyHeads}, {group} * count, last - first)
                scores = torch.baddbmm(hidden, looking, seenKeys.narrow(1, first, last - first).transpose(1, 2), alpha={scale})
                found = torch.bmm(scores.softmax(-1), seenValues.narrow(1, first, last - first))
                pieces.append(found.view(rows, {keyHeads}, {group}, count, {headWidth}).permute(0, 3, 1, 2, 4))
            found = torch.cat(pieces, 1).reshape(rows, tokens, {heads} * {headWidth})
            attended = {attention out}.to({full})
            y = {after attention}.add_(stream)

            # feed-forward
            read = {before feed-forward}.to({half})
            hidden = {hidden}
            down = {down}.to({full})
            return ({after feed-forward}.add_(y), newKeys, newValues)
            """;

    private static final String ROTATION = """
            pairs = torch.view_as_complex(compared.unflatten(3, [-1, 2]))
            compared = torch.view_as_real(pairs.mul_(torch.view_as_complex(turn))).flatten(3)""";

    private final Description description;
    private final Products products;
    private final Collection<String> weights;

    private BlockText(Description description, Products products, Collection<String> weights) {
        this.description = description;
        this.products = products;
        this.weights = weights;
    }

    /**
     * @param weights names of those that the block has
     * @return lines of the script's body
     */
    static String of(Description description, Description.Layer layer, Products products, Collection<String> weights) {
        return new BlockText(description, products, weights).fill(layer);
    }

    private String fill(Description.Layer layer) {
        int heads = description.heads();
        int keyHeads = description.keyHeads();
        int width = description.width();
        Map<String, Object> parts = new HashMap<>();
        parts.put("heads", heads);
        parts.put("keyHeads", keyHeads);
        parts.put("group", heads / keyHeads);
        parts.put("headWidth", description.headWidth());
        parts.put("QUERIES", QUERIES);
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
        return Norms.text(description, x, width, weight, bias(weight));
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
