// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.gumshoe.pipeline.ModelView;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.refine.GroupMoments;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;

/**
 * Sums of all books for one concept, as one model has read them.
 *
 * @param records one a book
 * @param books the sums of each record
 * @param generated the sums of the model's unsteered texts, once there are enough of them
 * @param steered those of the texts that its refined vector of the concept has steered, likewise
 * @param moments of all passages at the refined layer
 */
record ConceptSums(
        List<BookSum> records,
        List<BookSums> books,
        Optional<BookSums> generated,
        Optional<BookSums> steered,
        GroupMoments moments) {
    /** As few texts as may stand for what the model writes by itself. */
    static final int LEAST_GENERATED = 8;

    /**
     * When it is steered, texts differ from what they should be like by less than from one another:
     * so many were measured.
     */
    static final int LEAST_STEERED = 64;

    /** @param parts of books, all of one reading, at least one */
    static ConceptSums of(
            List<BookSum> parts, List<BookSum> ownTexts, List<BookSum> steeredTexts, GroupMoments moments) {
        Map<String, List<BookSum>> byBook = new TreeMap<>();
        parts.forEach(part ->
                byBook.computeIfAbsent(part.getBook(), b -> new ArrayList<>()).add(part));
        List<BookSum> records =
                byBook.values().stream().map(ConceptSums::joined).toList();
        List<BookSums> books =
                byBook.values().stream().map(list -> merged(list).orElseThrow()).toList();
        return new ConceptSums(
                records, books, enough(ownTexts, LEAST_GENERATED), enough(steeredTexts, LEAST_STEERED), moments);
    }

    private static Optional<BookSums> enough(List<BookSum> texts, int least) {
        return merged(texts).filter(sums -> sums.count() >= least);
    }

    private static Optional<BookSums> merged(List<BookSum> parts) {
        return parts.stream().map(ConceptSums::decode).reduce((one, other) -> {
            one.merge(other);
            return one;
        });
    }

    /** One record for a book in several parts; its sums are left out. */
    private static BookSum joined(List<BookSum> parts) {
        BookSum first = parts.getFirst();
        if (parts.size() == 1) {
            return first;
        }
        ByteBuffer rows = ByteBuffer.allocate(parts.stream()
                .mapToInt(part -> part.getRefinedRows().remaining())
                .sum());
        parts.forEach(part -> rows.put(part.getRefinedRows().duplicate()));
        return BookSum.newBuilder(first)
                .setPassages(parts.stream().mapToInt(BookSum::getPassages).sum())
                .setSums(ByteBuffer.allocate(0))
                .setRefinedRows(rows.flip())
                .setIndices(parts.stream()
                        .flatMap(part -> part.getIndices().stream())
                        .toList())
                .setScores(parts.stream()
                        .flatMap(part -> part.getScores().stream())
                        .toList())
                .build();
    }

    private static BookSums decode(BookSum book) {
        byte[] bytes = new byte[book.getSums().remaining()];
        book.getSums().duplicate().get(bytes);
        return BookSums.fromBytes(bytes);
    }

    /**
     * @throws org.gumshoe.BadInputException when the passages are too few or too alike to refine
     */
    ModelView view() {
        return new ModelView(books, refinedLayer(), new Refinement(moments), refinedPassages());
    }

    String model() {
        return records.getFirst().getModel();
    }

    int[] layers() {
        return records.getFirst().getLayers().stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int refinedLayer() {
        return records.getFirst().getRefinedLayer();
    }

    ModelReading reading() {
        return new ModelReading(model(), records.getFirst().getLayers());
    }

    List<BookSums> books(Predicate<String> chosen) {
        return books.stream().filter(book -> chosen.test(book.book())).toList();
    }

    /** A book's passages at the refined layer. */
    float[][] rows(BookSum book) {
        return HalfPrecision.rows(book.getRefinedRows(), books.getFirst().width());
    }

    /** All passages at the refined layer. */
    PassageScorer.Passages refinedPassages() {
        List<String> of = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        for (BookSum book : records) {
            for (float[] row : rows(book)) {
                of.add(book.getBook());
                rows.add(row);
            }
            scores.addAll(book.getScores());
        }
        return new PassageScorer.Passages(
                of,
                rows.toArray(float[][]::new),
                scores.stream().mapToDouble(Float::doubleValue).toArray());
    }

    long passages() {
        return records.stream().mapToLong(BookSum::getPassages).sum();
    }

    long modelVersion() {
        return records.stream().mapToLong(BookSum::getModelVersion).min().orElse(0);
    }
}
