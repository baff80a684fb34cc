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
    private final List<Linear> linears;

    /** @param linears gets all that is made, to be closed */
    WeightLoader(ModelFile file, NDManager manager, Arena arena, Precision precision, List<Linear> linears) {
        this.file = file;
        this.description = file.description();
        this.manager = manager;
        this.arena = arena;
        this.precision = precision;
        this.linears = linears;
    }

    Block block(int index) {
        String at = "blk." + index + ".";
        return new Block(
                norm(at + "attn_norm"),
                file.has(at + "attn_qkv.weight")
                        ? linear(at + "attn_qkv")
                        : linear(at + "attn_q", at + "attn_k", at + "attn_v"),
                headNorm(at),
                linear(at + "attn_output"),
                optionalNorm(at + "post_attention_norm"),
                norm(at + "ffn_norm"),
                description.gated() ? linear(at + "ffn_gate", at + "ffn_up") : linear(at + "ffn_up"),
                linear(at + "ffn_down"),
                optionalNorm(at + "post_ffw_norm"));
    }

    Normalizer outputNorm() {
        return norm("output_norm");
    }

    /** Width to vocabulary; the embedding again where the model has no other. */
    Linear head() {
        return linear(file.has("output.weight") ? "output" : "token_embd");
    }

    private Normalizer optionalNorm(String name) {
        return file.has(name + ".weight") ? norm(name) : null;
    }

    private Normalizer norm(String name) {
        return new Normalizer(
                description.norm(),
                vector(name + ".weight"),
                file.has(name + ".bias") ? vector(name + ".bias") : null,
                description.epsilon());
    }

    /** One row for each query head, then one for each key head, so that both are normalised at once. */
    private Normalizer headNorm(String at) {
        if (!file.has(at + "attn_q_norm.weight")) {
            return null;
        }
        float[] query = file.weights(at + "attn_q_norm.weight").all();
        float[] key = file.weights(at + "attn_k_norm.weight").all();
        int heads = description.heads() + description.keyHeads();
        int width = description.headWidth();
        float[] all = new float[heads * width];
        for (int head = 0; head < heads; head++) {
            System.arraycopy(head < description.heads() ? query : key, 0, all, head * width, width);
        }
        return new Normalizer(
                description.norm(), manager.create(all, new Shape(heads, width)), null, description.epsilon());
    }

    /** Layers that read the same input, side by side as one. */
    private Linear linear(String... names) {
        List<WeightReader> parts =
                Arrays.stream(names).map(name -> file.weights(name + ".weight")).toList();
        Linear linear = linear(names[0], parts, bias(names));
        linears.add(linear);
        return linear;
    }

    private Linear linear(String name, List<WeightReader> parts, NDArray bias) {
        if (precision == Precision.F32) {
            return Linear.of(matrix(name, parts, arena), bias, precision);
        }
        try (Arena once = Arena.ofShared()) {
            return Linear.of(matrix(name, parts, once), bias, precision);
        }
    }

    private NDArray bias(String... names) {
        if (!file.has(names[0] + ".bias")) {
            return null;
        }
        float[][] biases = Arrays.stream(names)
                .map(name -> file.weights(name + ".bias").all())
                .toArray(float[][]::new);
        float[] bias = new float[Arrays.stream(biases).mapToInt(b -> b.length).sum()];
        int at = 0;
        for (float[] part : biases) {
            System.arraycopy(part, 0, bias, at, part.length);
            at += part.length;
        }
        return manager.create(bias);
    }

    private NDArray vector(String name) {
        return manager.create(file.weights(name).all());
    }

    private NDArray matrix(String name, List<WeightReader> parts, Arena arena) {
        int columns = parts.getFirst().columns();
        if (parts.stream().anyMatch(part -> part.columns() != columns)) {
            throw new BadInputException(
                    file.location() + " has weights beside " + name + " that do not fit it; convert the model again.");
        }
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
