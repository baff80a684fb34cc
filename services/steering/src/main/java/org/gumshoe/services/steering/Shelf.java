// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.GroupMoments;

/**
 * What one model has read for one concept.
 *
 * @param records one a book, all of the same model and layers
 * @param books the sums of each record
 * @param own the sums of the model's own unsteered texts, once there are enough of them
 */
record Shelf(List<BookSum> records, List<BookSums> books, Optional<BookSums> own) {
    /** As few own texts as may stand for what the model writes by itself. */
    static final int LEAST_OWN = 8;

    /** While another model takes over: the sums of the one that has read most books, and the same layers of it. */
    static Shelf of(List<BookSum> records, List<BookSum> ownTexts) {
        List<BookSum> ofOneModel = records.stream()
                .collect(Collectors.groupingBy(
                        book -> book.getModel() + book.getLayers(), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .max(Comparator.comparingInt(List::size))
                .orElse(records);
        BookSum example = ofOneModel.getFirst();
        Optional<BookSums> own = ownTexts.stream()
                .filter(sum -> sum.getModel().equals(example.getModel())
                        && sum.getLayers().equals(example.getLayers()))
                .map(Shelf::decode)
                .reduce((one, other) -> {
                    one.merge(other);
                    return one;
                })
                .filter(sums -> sums.count() >= LEAST_OWN);
        return new Shelf(ofOneModel, ofOneModel.stream().map(Shelf::decode).toList(), own);
    }

    private static BookSums decode(BookSum book) {
        byte[] bytes = new byte[book.getSums().remaining()];
        book.getSums().duplicate().get(bytes);
        return BookSums.fromBytes(bytes);
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

    boolean isOf(String model, List<Integer> layers) {
        return model().equals(model) && records.getFirst().getLayers().containsAll(layers);
    }

    List<BookSums> books(Predicate<String> chosen) {
        return books.stream().filter(book -> chosen.test(book.book())).toList();
    }

    /** A book's passages at the refined layer. */
    float[][] rows(BookSum book) {
        return HalfPrecision.rows(book.getRefinedRows(), books.getFirst().width());
    }

    GroupMoments moments() {
        GroupMoments moments = new GroupMoments(books.getFirst().width());
        records.forEach(book -> moments.addAll(book.getBook(), rows(book)));
        return moments;
    }

    long passages() {
        return records.stream().mapToLong(BookSum::getPassages).sum();
    }

    long modelVersion() {
        return records.stream().mapToLong(BookSum::getModelVersion).min().orElse(0);
    }
}
