// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;

/**
 * Brings stored weights into memory in some precision. In f32 the numbers live in {@code arena}, which must outlive the arrays, and no copy is made on the way to the
 * tensor engine; in bf16 they pass through one matrix of f32 at a time.
 */
final class WeightLoader {
    private static final int CHUNK = 1 << 16;
    private static final long LARGEST = Integer.MAX_VALUE - 4095L;

    private final ModelFile file;
    private final Description description;
    private final NDManager manager;
    private final Arena arena;
    private final Precision precision;
    private final List<Runnable> closers;

    /** @param closers gets what closes all that is made */
    WeightLoader(ModelFile file, NDManager manager, Arena arena, Precision precision, List<Runnable> closers) {
        this.file = file;
        this.description = file.description();
        this.manager = manager;
        this.arena = arena;
        this.precision = precision;
        this.closers = closers;
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

    Block block(int index) {
        String at = "blk." + index + ".";
        int width = description.width();
        int queries = description.heads() * description.headWidth();
        int keys = description.keyHeads() * description.headWidth();
        int hidden = file.weights(at + "ffn_up.weight").rows();
        return new Block(
                norm(at + "attn_norm"),
                file.has(at + "attn_qkv.weight")
                        ? linear(width, new Part(at + "attn_qkv", queries + 2 * keys))
                        : linear(
                                width,
                                new Part(at + "attn_q", queries),
                                new Part(at + "attn_k", keys),
                                new Part(at + "attn_v", keys)),
                headNorm(at),
                linear(queries, new Part(at + "attn_output", width)),
                optionalNorm(at + "post_attention_norm"),
                norm(at + "ffn_norm"),
                feedForward(at, hidden),
                optionalNorm(at + "post_ffw_norm"));
    }

    private FeedForward feedForward(String at, int hidden) {
        int width = description.width();
        Part[] up = description.gated()
                ? new Part[] {new Part(at + "ffn_gate", hidden), new Part(at + "ffn_up", hidden)}
                : new Part[] {new Part(at + "ffn_up", hidden)};
        Part down = new Part(at + "ffn_down", width);
        boolean biased = file.has(at + "ffn_up.bias") || file.has(at + "ffn_down.bias");
        if (precision != Precision.BF16 || !description.gated() || biased) {
            return new FeedForward.Layers(
                    linear(width, up), linear(hidden, down), description.activation(), description.gated());
        }
        try (Arena once = Arena.ofShared();
                NDArray upwards = matrix(weights(width, up), once);
                NDArray downwards = matrix(weights(hidden, down), once)) {
            HalfFeedForward half = new HalfFeedForward(upwards, downwards, description.activation());
            closers.add(half::close);
            forget(up);
            forget(down);
            return half;
        }
    }

    Normalizer outputNorm() {
        return norm("output_norm");
    }

    /** Width to vocabulary; the embedding again where the model has no other. */
    Linear head() {
        return linear(
                description.width(),
                new Part(file.has("output.weight") ? "output" : "token_embd", description.vocabulary()));
    }

    /** A linear layer's name and number of outputs. */
    private record Part(String name, int outputs) {}

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

    private Normalizer optionalNorm(String name) {
        return file.has(name + ".weight") ? norm(name) : null;
    }

    private Normalizer norm(String name) {
        int width = description.width();
        return new Normalizer(
                description.norm(),
                manager.create(vector(name + ".weight", width)),
                file.has(name + ".bias") ? manager.create(vector(name + ".bias", width)) : null,
                description.epsilon());
    }

    /** One row for each query head, then one for each key head, so that both are normalised at once. */
    private Normalizer headNorm(String at) {
        if (!file.has(at + "attn_q_norm.weight")) {
            return null;
        }
        int width = description.headWidth();
        float[] query = vector(at + "attn_q_norm.weight", width);
        float[] key = vector(at + "attn_k_norm.weight", width);
        int heads = description.heads() + description.keyHeads();
        float[] all = new float[heads * width];
        for (int head = 0; head < heads; head++) {
            System.arraycopy(head < description.heads() ? query : key, 0, all, head * width, width);
        }
        return new Normalizer(
                description.norm(), manager.create(all, new Shape(heads, width)), null, description.epsilon());
    }

    /** Layers that read the same input, side by side as one. */
    private Linear linear(int inputs, Part... parts) {
        Linear linear = linear(weights(inputs, parts), bias(parts));
        closers.add(linear::close);
        forget(parts);
        return linear;
    }

    private List<WeightReader> weights(int inputs, Part... parts) {
        return Arrays.stream(parts)
                .map(part -> weights(part.name + ".weight", part.outputs, inputs))
                .toList();
    }

    /** What is packed is in memory; the file's pages need not be there as well. */
    private void forget(Part... parts) {
        for (Part part : parts) {
            file.tensor(part.name + ".weight").forget();
        }
    }

    private Linear linear(List<WeightReader> parts, NDArray bias) {
        if (precision == Precision.F32) {
            return Linear.of(matrix(parts, arena), bias, precision);
        }
        try (Arena once = Arena.ofShared()) {
            return Linear.of(matrix(parts, once), bias, precision);
        }
    }

    private NDArray bias(Part... parts) {
        if (!file.has(parts[0].name + ".bias")) {
            return null;
        }
        float[] bias = new float[Arrays.stream(parts).mapToInt(Part::outputs).sum()];
        int at = 0;
        for (Part part : parts) {
            System.arraycopy(vector(part.name + ".bias", part.outputs), 0, bias, at, part.outputs);
            at += part.outputs;
        }
        return manager.create(bias);
    }

    private NDArray matrix(List<WeightReader> parts, Arena arena) {
        int columns = parts.getFirst().columns();
        long rows = parts.stream().mapToLong(WeightReader::rows).sum();
        long most = LARGEST / (4L * columns); // a buffer that crosses to native code holds 2 GB
        if (rows <= most) {
            return array(parts, columns, arena);
        }
        List<WeightReader> pieces = new ArrayList<>();
        for (WeightReader part : parts) {
            for (int from = 0; from < part.rows(); from += (int) most) {
                pieces.add(part.slice(from, (int) Math.min(most, part.rows() - from)));
            }
        }
        NDList arrays = new NDList();
        pieces.forEach(piece -> arrays.add(array(List.of(piece), columns, arena)));
        NDArray whole = NDArrays.concat(arrays, 0);
        arrays.close();
        return whole;
    }

    private NDArray array(List<WeightReader> parts, int columns, Arena arena) {
        int rows = parts.stream().mapToInt(WeightReader::rows).sum();
        MemorySegment numbers = arena.allocate(4L * rows * columns, 64);
        long at = 0;
        for (WeightReader part : parts) {
            fill(numbers.asSlice(at, 4L * part.rows() * columns), part);
            at += 4L * part.rows() * columns;
        }
        return manager.create(
                numbers.asByteBuffer().order(ByteOrder.nativeOrder()), new Shape(rows, columns), DataType.FLOAT32);
    }

    private static void fill(MemorySegment to, WeightReader from) {
        int columns = from.columns();
        int step = Math.max(1, CHUNK / columns);
        IntStream.range(0, Math.ceilDiv(from.rows(), step)).parallel().forEach(chunk -> {
            int first = chunk * step;
            int count = Math.min(step, from.rows() - first);
            float[] numbers = new float[count * columns];
            for (int row = 0; row < count; row++) {
                from.source().row(first + row, numbers, row * columns);
            }
            MemorySegment.copy(numbers, 0, to, ValueLayout.JAVA_FLOAT, 4L * first * columns, numbers.length);
        });
    }
}
