// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gumshoe.pipeline.ModelView;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.steering.asking.AskedBooks;
import org.gumshoe.services.steering.books.PassageSums;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextSums;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.ShardMoments;
import org.gumshoe.steer.refine.ShardSums;

/**
 * Books of one concept as one model has read them: what is known of them all, and their shards.
 *
 * @param width of an activation
 * @param number of books
 * @param modelVersion lowest version of the topic model behind their scores
 * @param withWords whether the model was asked for words behind every passage
 * @param texts sums of the texts that the model has written
 * @param words of the concept as the model reads them out; empty where they do not count
 */
record ModelBooks(
        ModelReading reading,
        int width,
        AskedBooks shards,
        long number,
        long passages,
        long modelVersion,
        boolean withWords,
        Map<TextGroup, TextSums> texts,
        Optional<WordReadOut> words) {
    /** Least number of unsteered texts for the corpus direction. */
    static final int LEAST_GENERATED = 8;

    /**
     * Least number of steered texts for the residual correction. Steered texts differ less from the
     * concept's passages than from one another; this number was found by measurement.
     */
    static final int LEAST_STEERED = 64;

    /** Asks for what is known of all books. */
    static ModelBooks of(ModelReading reading, int width, AskedBooks shards) {
        ShardSums sums = new ShardSums(shards, width);
        int[] layers = layers(reading);
        long passages = sums.passages();
        return new ModelBooks(
                reading,
                width,
                shards,
                sums.books(),
                passages,
                shards.modelVersion(),
                shards.withWords(),
                Arrays.stream(TextGroup.values())
                        .collect(Collectors.toMap(Function.identity(), group -> sums.texts(group, layers))),
                Optional.empty());
    }

    /** Returns the sums of the model's unsteered texts, once there are enough. */
    Optional<BookSums> generated() {
        return texts(TextGroup.UNSTEERED, LEAST_GENERATED);
    }

    /** Returns the sums of the texts that its refined vector of the concept steered, once there are enough. */
    Optional<BookSums> steered() {
        return texts(TextGroup.REFINED, LEAST_STEERED);
    }

    private Optional<BookSums> texts(TextGroup group, int least) {
        return Optional.of(texts.get(group).activations()).filter(sums -> sums.count() >= least);
    }

    /** Returns whether a read-out of words fits the model and all passages. */
    boolean takes(WordReadOut readOut) {
        return withWords
                && readOut.getModel().equals(reading.model())
                && readOut.getValues().size() == width;
    }

    /** Returns the same books, asked with words. */
    ModelBooks with(AskedBooks others, Optional<WordReadOut> readOut) {
        return new ModelBooks(reading, width, others, number, passages, modelVersion, withWords, texts, readOut);
    }

    /**
     * Returns the view that the concept is refined in.
     *
     * @throws org.gumshoe.BadInputException when the passages are too few or too alike
     */
    ModelView view() {
        return new ModelView(shards, refinedLayer(), new Refinement(ShardMoments.of(shards, width)));
    }

    ShardSums sums() {
        return new ShardSums(shards, width);
    }

    int[] layers() {
        return layers(reading);
    }

    private static int[] layers(ModelReading reading) {
        return reading.layers().stream().mapToInt(Integer::intValue).toArray();
    }

    int refinedLayer() {
        return reading.layers().get(PassageSums.refinedIndex(reading.layers()));
    }
}
