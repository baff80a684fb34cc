// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gumshoe.pipeline.ModelView;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;

/**
 * Sums of all books for one concept, by one model's reading.
 *
 * @param records one for each book
 * @param books the sums of each record
 * @param generated sums of the model's unsteered texts, once there are enough
 * @param steered sums of the texts that its refined vector of the concept steered, once there are
 *     enough
 * @param moments of all passages at the refined layer
 * @param words of the concept as the model reads them out; empty unless it was asked behind every
 *     passage
 */
record ConceptSums(
        List<BookSum> records,
        List<BookSums> books,
        Optional<BookSums> generated,
        Optional<BookSums> steered,
        GroupMoments moments,
        Optional<WordReadOut> words) {
    /** Least number of unsteered texts for the corpus direction. */
    static final int LEAST_GENERATED = 8;

    /**
     * Least number of steered texts for the residual correction. Steered texts differ less from the
     * concept's passages than from one another; this number was found by measurement.
     */
    static final int LEAST_STEERED = 64;

    /**
     * Collects sums by book.
     *
     * @param parts of books, all of one reading, at least one
     * @param generatedTexts unsteered texts of the same reading
     * @param steeredTexts texts steered towards the concept
     * @param readOut of the concept's words; used where it fits the model and all passages
     */
    static ConceptSums of(
            List<BookSum> parts,
            List<BookSum> generatedTexts,
            List<BookSum> steeredTexts,
            GroupMoments moments,
            Optional<WordReadOut> readOut) {
        Map<String, List<BookSum>> byBook = new TreeMap<>();
        parts.forEach(part ->
                byBook.computeIfAbsent(part.getBook(), b -> new ArrayList<>()).add(part));
        List<BookSum> records =
                byBook.values().stream().map(ConceptSums::joined).toList();
        List<BookSums> books =
                byBook.values().stream().map(list -> merged(list).orElseThrow()).toList();
        boolean asked = records.stream()
                .allMatch(book -> book.getWordStates().remaining()
                        == book.getRefinedRows().remaining());
        return new ConceptSums(
                records,
                books,
                enough(generatedTexts, LEAST_GENERATED),
                enough(steeredTexts, LEAST_STEERED),
                moments,
                readOut.filter(of -> asked
                        && of.getModel().equals(records.getFirst().getModel())
                        && of.getValues().size() == books.getFirst().width()));
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

    /** Joins the parts of a book into one record without sums. */
    private static BookSum joined(List<BookSum> parts) {
        BookSum first = parts.getFirst();
        if (parts.size() == 1) {
            return first;
        }
        return BookSum.newBuilder(first)
                .setPassages(parts.stream().mapToInt(BookSum::getPassages).sum())
                .setSums(ByteBuffer.allocate(0))
                .setRefinedRows(joined(parts, BookSum::getRefinedRows))
                .setWordStates(joined(parts, BookSum::getWordStates))
                .setIndices(parts.stream()
                        .flatMap(part -> part.getIndices().stream())
                        .toList())
                .setScores(parts.stream()
                        .flatMap(part -> part.getScores().stream())
                        .toList())
                .build();
    }

    private static ByteBuffer joined(List<BookSum> parts, Function<BookSum, ByteBuffer> bytes) {
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> bytes.apply(part).remaining()).sum());
        parts.forEach(part -> all.put(bytes.apply(part).duplicate()));
        return all.flip();
    }

    private static BookSums decode(BookSum book) {
        byte[] bytes = new byte[book.getSums().remaining()];
        book.getSums().duplicate().get(bytes);
        return BookSums.fromBytes(bytes);
    }

    /**
     * Returns the view that the concept is refined in.
     *
     * @throws org.gumshoe.BadInputException when the passages are too few or too alike
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

    /** Returns the passages of a book at the refined layer, [passage][dimension]. */
    float[][] rows(BookSum book) {
        return HalfPrecision.rows(book.getRefinedRows(), books.getFirst().width());
    }

    /** Returns the word score of each passage of a book; 0 where the model is not asked for words. */
    double[] wordScores(BookSum book) {
        return words.map(readOut -> {
                    float[] values = FloatLists.array(readOut.getValues());
                    return Arrays.stream(HalfPrecision.rows(book.getWordStates(), values.length))
                            .mapToDouble(state -> Statistics.dot(state, values))
                            .toArray();
                })
                .orElseGet(() -> new double[book.getIndices().size()]);
    }

    /** Returns all passages at the refined layer. */
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
                scores.stream().mapToDouble(Float::doubleValue).toArray(),
                words.isEmpty()
                        ? null
                        : records.stream()
                                .flatMapToDouble(book -> Arrays.stream(wordScores(book)))
                                .toArray());
    }

    long passages() {
        return records.stream().mapToLong(BookSum::getPassages).sum();
    }

    long modelVersion() {
        return records.stream().mapToLong(BookSum::getModelVersion).min().orElse(0);
    }
}
