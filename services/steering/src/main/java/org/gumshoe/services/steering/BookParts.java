// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;

/**
 * Sums of one book by one reading for one concept, in as many parts as records need.
 *
 * @param parts at least one
 */
record BookParts(List<BookSum> parts) {
    /** Of an index, a score and their place in lists. */
    private static final long BYTES_A_PASSAGE = 48;

    String book() {
        return parts.getFirst().getBook();
    }

    /** Returns roughly how many bytes the records take in memory. */
    long bytes() {
        return parts.stream()
                .mapToLong(part -> part.getSums().remaining()
                        + part.getRefinedRows().remaining()
                        + part.getWordStates().remaining()
                        + BYTES_A_PASSAGE * part.getIndices().size()
                        + BYTES_A_PASSAGE)
                .sum();
    }

    /** Returns the sums of all parts. */
    BookSums sums() {
        return parts.stream()
                .map(BookParts::decode)
                .reduce((one, other) -> {
                    one.merge(other);
                    return one;
                })
                .orElseThrow();
    }

    static BookSums decode(BookSum part) {
        byte[] bytes = new byte[part.getSums().remaining()];
        part.getSums().duplicate().get(bytes);
        return BookSums.fromBytes(bytes);
    }

    /** Returns the LDA's mean concept score of all assigned passages. */
    double score() {
        return parts.getFirst().getScore();
    }

    long modelVersion() {
        return parts.getFirst().getModelVersion();
    }

    /** Returns whether the model was asked for words behind every passage. */
    boolean hasWordStates() {
        return parts.stream()
                .allMatch(part -> part.getWordStates().remaining()
                        == part.getRefinedRows().remaining());
    }

    List<Integer> indices() {
        return joined(BookSum::getIndices);
    }

    /** Returns the LDA's concept score of each passage. */
    List<Float> scores() {
        return joined(BookSum::getScores);
    }

    private <T> List<T> joined(Function<BookSum, List<T>> values) {
        return parts.stream().flatMap(part -> values.apply(part).stream()).toList();
    }

    /** Returns the passages at the refined layer, [passage][dimension]. */
    float[][] rows() {
        return parts.stream()
                .flatMap(part -> Arrays.stream(rows(part, part.getRefinedRows())))
                .toArray(float[][]::new);
    }

    /** Returns the passages of one part at the refined layer. */
    static float[][] rows(BookSum part) {
        return rows(part, part.getRefinedRows());
    }

    /** Returns the word score of each passage; 0 without a read-out. */
    double[] wordScores(float[] readOut) {
        return readOut.length == 0
                ? new double[indices().size()]
                : parts.stream()
                        .flatMap(part -> Arrays.stream(rows(part, part.getWordStates())))
                        .mapToDouble(state -> Statistics.dot(state, readOut))
                        .toArray();
    }

    private static float[][] rows(BookSum part, ByteBuffer bytes) {
        return HalfPrecision.rows(
                bytes,
                part.getRefinedRows().remaining() / (2 * part.getIndices().size()));
    }
}
