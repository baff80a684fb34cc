// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.tokenizer.EncodedText;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.pipeline.WordQuestion;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.records.PassageReading;

/**
 * Reader that computes the activations of passages with a language model.
 *
 * @param role weak or strong
 * @param layers blocks after which the residual stream is read
 * @param spec how much of a passage is read, and which positions count
 * @param question behind each passage
 * @param positions number of word ends that are sampled in each passage, at the same characters for
 *     every model
 */
record PassageReader(
        SteerableModel model, String role, int[] layers, ReadSpec spec, WordQuestion question, int positions) {

    /**
     * Reads passages and hands each one, with its activation, to {@code result}; passages without a
     * token are skipped.
     */
    void read(List<Passage> passages, BiConsumer<Passage, Activation> result) {
        List<Tokenized> tokenized = passages.stream()
                .map(this::tokenize)
                .filter(passage -> passage.ids.length > 0)
                .toList();
        model.read(
                tokenized.stream().map(Tokenized::ids).toList(),
                question.layers(layers),
                (i, states) -> activation(tokenized.get(i), states),
                (activation, i) -> result.accept(tokenized.get(i).passage, activation));
    }

    /**
     * Passage in tokens.
     *
     * @param ids with the question behind them
     * @param ends of the passage's tokens alone
     */
    private record Tokenized(Passage passage, int[] ids, int[] ends) {}

    private Tokenized tokenize(Passage passage) {
        EncodedText encoded = model.tokenizer().encodeWithOffsets(passage.getText());
        if (encoded.ids().length == 0) {
            return new Tokenized(passage, encoded.ids(), encoded.ends());
        }
        int[] ids = question.behind(encoded.ids(), spec, model.info().context());
        return new Tokenized(passage, ids, Arrays.copyOf(encoded.ends(), question.passageLength(ids)));
    }

    private Activation activation(Tokenized tokenized, HiddenStates states) {
        int length = question.passageLength(tokenized.ids);
        int first = spec.firstPosition(length);
        Passage passage = tokenized.passage;
        List<Integer> offsets = new ArrayList<>();
        List<Integer> tokenIndices = new ArrayList<>();
        for (int offset : WordEnds.sample(
                passage.getText(), positions, PassageKey.of(passage).format())) {
            int tokenIndex = Arrays.binarySearch(tokenized.ends, offset);
            if (tokenIndex > first) {
                offsets.add(offset);
                tokenIndices.add(tokenIndex);
            }
        }
        List<ByteBuffer> pooled = new ArrayList<>();
        List<ByteBuffer> sampled = new ArrayList<>();
        for (int layer : layers) {
            pooled.add(HalfPrecision.encode(spec.pool(states, layer, length)));
            sampled.add(HalfPrecision.encode(statesAt(states, layer, tokenIndices)));
        }
        return Activation.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setRole(role)
                .setModel(model.info().sha256())
                .setWidth(states.width())
                .setTokens(length - first)
                .setOwn(passage.getOwn())
                .setLayers(Arrays.stream(layers).boxed().toList())
                .setPooled(pooled)
                .setOffsets(offsets)
                .setPositions(sampled)
                .setTextHash(PassageReading.textHash(passage.getText()))
                .setSteered(passage.getSteered())
                .setDirection(passage.getDirection())
                .setSurprise(passage.getSurprise())
                .setWordState(HalfPrecision.encode(question.wordState(states)))
                .build();
    }

    private static float[] statesAt(HiddenStates states, int layer, List<Integer> tokenIndices) {
        float[] rows = new float[tokenIndices.size() * states.width()];
        for (int i = 0; i < tokenIndices.size(); i++) {
            System.arraycopy(states.at(layer, tokenIndices.get(i)), 0, rows, i * states.width(), states.width());
        }
        return rows;
    }
}
