// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.steer.BookSums;

/**
 * Sums of one book by one reading for one concept, in as many parts as records need.
 *
 * @param parts at least one
 */
record BookParts(List<BookSum> parts) {
    String book() {
        return parts.getFirst().getBook();
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

    int refinedLayer() {
        return parts.getFirst().getRefinedLayer();
    }

    List<Integer> indices() {
        return parts.stream().flatMap(part -> part.getIndices().stream()).toList();
    }

    /** Returns the LDA's concept score of each passage. */
    float[] scores() {
        return FloatLists.array(
                parts.stream().flatMap(part -> part.getScores().stream()).toList());
    }

    /** Returns the passages at the refined layer, one after the other, in half precision. */
    short[] rows() {
        return joined(BookSum::getRefinedRows);
    }

    /** Returns the word states of the passages likewise; none unless each passage has one. */
    short[] wordStates() {
        return hasWordStates() ? joined(BookSum::getWordStates) : new short[0];
    }

    private short[] joined(Function<BookSum, ByteBuffer> values) {
        if (parts.size() == 1) {
            return HalfPrecision.shorts(values.apply(parts.getFirst()));
        }
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> values.apply(part).remaining()).sum());
        parts.forEach(part -> all.put(values.apply(part).duplicate()));
        return HalfPrecision.shorts(all.flip());
    }

    /** Returns the passages of one part at the refined layer, [passage][dimension]. */
    static float[][] rows(BookSum part) {
        return HalfPrecision.rows(
                part.getRefinedRows(),
                part.getRefinedRows().remaining() / (2 * part.getIndices().size()));
    }
}
