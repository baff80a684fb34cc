// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.stream.IntStream;

/**
 * Scores of passages that point at a concept before any activation is used: by its topics, and by what
 * each model would call the passage.
 *
 * @param z the LDA's concept score of each passage
 * @param weakWordsOrNull the weak model's word score of each passage; null where it was not asked
 * @param strongWordsOrNull the strong model's
 */
public record ConceptPointer(double[] z, double[] weakWordsOrNull, double[] strongWordsOrNull) {
    /** Returns a pointer by topics alone. */
    public static ConceptPointer ofTopics(double[] z) {
        return new ConceptPointer(z, null, null);
    }

    /**
     * Pointer for one model.
     *
     * @param wordsOrNull this model's word score of each passage
     * @param otherWordsOrNull the other model's
     */
    public record InModel(double[] z, double[] wordsOrNull, double[] otherWordsOrNull) {
        /** Creates a pointer by topics alone. */
        public InModel(double[] z) {
            this(z, null, null);
        }

        /** Returns the pointer without the other model's words. */
        public InModel alone() {
            return new InModel(z, wordsOrNull, null);
        }

        /** Returns the word score of a passage; any number where the model was not asked. */
        public double words(int passage) {
            return wordsOrNull == null ? 0 : wordsOrNull[passage];
        }

        /** Returns the other model's word score of a passage; not a number where it was not asked. */
        public double otherWords(int passage) {
            return otherWordsOrNull == null ? Double.NaN : otherWordsOrNull[passage];
        }
    }

    public InModel weak() {
        return new InModel(z, weakWordsOrNull, strongWordsOrNull);
    }

    public InModel strong() {
        return new InModel(z, strongWordsOrNull, weakWordsOrNull);
    }

    public boolean hasWords() {
        return strongWordsOrNull != null;
    }

    /** Returns the pointer of some of the passages. */
    public ConceptPointer only(int[] passages) {
        return new ConceptPointer(
                only(z, passages), only(weakWordsOrNull, passages), only(strongWordsOrNull, passages));
    }

    private static double[] only(double[] scores, int[] passages) {
        return scores == null
                ? null
                : IntStream.of(passages).mapToDouble(i -> scores[i]).toArray();
    }
}
