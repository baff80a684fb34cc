// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.tokenizer.EncodedText;
import org.gumshoe.lm.transformer.HiddenStates;
import org.gumshoe.pipeline.ReadSpec;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.HalfPrecision;

/**
 * Reader of passages with a language model.
 *
 * @param role weak or strong
 * @param layers the residual stream is read after this many blocks
 * @param spec how much of a passage is read, and which positions count
 * @param positions word ends sampled in each passage, the same characters for every model
 */
record PassageReader(LanguageModel model, String role, int[] layers, ReadSpec spec, int positions) {

    /** Hands on each passage that holds a token, with its activation. */
    void read(List<Passage> passages, BiConsumer<Passage, Activation> result) {
        List<Tokenized> tokenized = passages.stream()
                .map(this::tokenize)
                .filter(passage -> passage.ids.length > 0)
                .toList();
        model.read(
                tokenized.stream().map(Tokenized::ids).toList(),
                layers,
                (i, residuals) -> activation(tokenized.get(i), residuals),
                (activation, i) -> result.accept(tokenized.get(i).passage, activation));
    }

    private record Tokenized(Passage passage, int[] ids, int[] ends) {}

    private Tokenized tokenize(Passage passage) {
        EncodedText encoded = model.tokenizer().encodeWithOffsets(passage.getText());
        int[] ids = spec.cut(encoded.ids(), model.info().context());
        return new Tokenized(passage, ids, Arrays.copyOf(encoded.ends(), ids.length));
    }

    private Activation activation(Tokenized tokenized, HiddenStates residuals) {
        int from = spec.firstPosition(tokenized.ids.length);
        Passage passage = tokenized.passage;
        List<Integer> offsets = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int offset : WordEnds.sample(passage.getText(), positions, passage.getBook() + "#" + passage.getIndex())) {
            int place = Arrays.binarySearch(tokenized.ends, offset);
            if (place > from) {
                offsets.add(offset);
                places.add(place);
            }
        }
        List<ByteBuffer> pooled = new ArrayList<>();
        List<ByteBuffer> sampled = new ArrayList<>();
        for (int layer : layers) {
            pooled.add(HalfPrecision.encode(spec.pool(residuals, layer)));
            sampled.add(HalfPrecision.encode(atPlaces(residuals, layer, places)));
        }
        return Activation.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setRole(role)
                .setModel(model.info().sha256())
                .setWidth(residuals.width())
                .setTokens(tokenized.ids.length - from)
                .setOwn(passage.getOwn())
                .setLayers(Arrays.stream(layers).boxed().toList())
                .setPooled(pooled)
                .setOffsets(offsets)
                .setPositions(sampled)
                .setTextHash(hash(passage.getText()))
                .setSteered(passage.getSteered())
                .build();
    }

    /** The first 64 bits of the SHA-256. */
    private static long hash(String text) {
        return Long.parseUnsignedLong(BookSender.sha256(text).substring(0, 16), 16);
    }

    private static float[] atPlaces(HiddenStates residuals, int layer, List<Integer> places) {
        float[] rows = new float[places.size() * residuals.width()];
        for (int i = 0; i < places.size(); i++) {
            System.arraycopy(residuals.at(layer, places.get(i)), 0, rows, i * residuals.width(), residuals.width());
        }
        return rows;
    }
}
