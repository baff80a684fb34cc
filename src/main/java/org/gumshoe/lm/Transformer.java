// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The forward pass: embedding, blocks (each as {@link BlockText} reads), head. The residual stream is f32, tokens x width, whatever the weights are.
 *
 * <p>A result of an array operation belongs to the manager of its receiver: weights are therefore arguments, never receivers.
 */
final class Transformer implements AutoCloseable {
    private final Description description;
    private final Arena arena = Arena.ofShared();
    private final NDManager manager;
    private final List<Runnable> closers = new ArrayList<>();
    private final Products products;
    private final KeyValues.Scripts keyValues;
    private final WeightReader embedding;
    private final WeightReader positions;
    private final List<Block> blocks;
    private final Head head;
    private Optional<NextToken> nextToken;

    /** Hears the residual stream after so many blocks, injections included. The array is only valid during the call. */
    interface Tap {
        void layer(int layer, NDArray stream);
    }

    /** @param head whether tokens shall be predicted; without it and its memory only the residual stream can be read */
    Transformer(ModelFile file, int blocks, boolean head, Precision precision) {
        this(file, blocks, head, precision, true);
    }

    /** @param packs as for {@link Products} */
    Transformer(ModelFile file, int blocks, boolean head, Precision precision, boolean packs) {
        this.description = file.description();
        this.manager = Engines.manager();
        try {
            this.products = new Products(precision, manager, packs);
            closers.add(products::close);
            this.keyValues = new KeyValues.Scripts(precision);
            closers.add(keyValues::close);
            try (WeightLoader loader = new WeightLoader(file, manager, arena, products, closers)) {
                this.embedding = loader.embedding();
                this.positions = loader.positions();
                this.blocks = IntStream.range(0, blocks).mapToObj(loader::block).toList();
                this.head = head ? loader.head() : null;
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    NDManager manager() {
        return manager;
    }

    Description description() {
        return description;
    }

    Products products() {
        return products;
    }

    PassThreads passThreads() {
        return Engines.passThreads(manager.getDevice());
    }

    KeyValues.Scripts keyValues() {
        return keyValues;
    }

    int blocks() {
        return blocks.size();
    }

    boolean predicts() {
        return head != null;
    }

    /** The residual stream after {@code upTo} blocks; it belongs to the pass. */
    NDArray run(Pass pass, int upTo, Tap tap) {
        NDArray stream = embed(pass);
        for (int layer = 0; ; layer++) {
            stream = pass.injected(layer, stream);
            tap.layer(layer, stream);
            if (layer == upTo) {
                return stream;
            }
            try (NDManager scope = pass.manager().newSubManager()) {
                stream.attach(scope);
                stream = block(layer, stream, pass);
                stream.attach(pass.manager());
            }
        }
    }

    private NDArray block(int index, NDArray stream, Pass pass) {
        Block block = blocks.get(index);
        Pass.Looks looks = pass.looks(block.layer().window());
        return block.apply(
                stream,
                pass.turn(block.layer().rope()),
                looks.mask(),
                looks.stretches(),
                pass.kept(),
                pass.keys(index),
                pass.values(index));
    }

    /**
     * Scores of every token as the next one.
     *
     * @param stream the residual stream after the last block at some positions: rows x width
     */
    NDArray logits(NDArray stream) {
        return head.apply(stream);
    }

    /** Another way to the next token of a single text, where there is one. Only of a transformer that predicts. */
    Optional<NextToken> nextToken() {
        if (nextToken == null) {
            nextToken = NextToken.of(this, blocks, head);
        }
        return nextToken;
    }

    /** With matrices as this reader finds them, whatever the processor: without vectors of the right width only slowly. */
    Optional<NextToken> nextToken(PanelReader reader) {
        return NextToken.of(this, blocks, head, reader);
    }

    private NDArray embed(Pass pass) {
        int width = description.width();
        float[] stream = new float[pass.tokens() * width];
        for (int token = 0; token < pass.tokens(); token++) {
            embed(pass.id(token), pass.position(token), stream, token * width);
        }
        return pass.manager().create(stream, new Shape(pass.tokens(), width));
    }

    /** The residual stream of a token before the first block, into {@code stream} from {@code at}. */
    void embed(int id, int position, float[] stream, int at) {
        float[] learned = new float[description.width()];
        embedding.source().row(id, stream, at);
        if (positions != null) {
            positions.source().row(position, learned, 0);
        }
        for (int i = 0; i < learned.length; i++) {
            stream[at + i] = (float) description.embeddingScale() * stream[at + i] + learned[i];
        }
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
        manager.close();
        arena.close();
    }
}
