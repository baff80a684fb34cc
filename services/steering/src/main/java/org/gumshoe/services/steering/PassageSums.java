// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.kit.HalfPrecision;
import org.gumshoe.steer.BookSums;

/** Adds passages up that one model has read for one concept, at the same layers. */
final class PassageSums {
    /** What belongs into one sum; own texts have no concept. */
    private record Reading(String concept, String role, String model, List<Integer> layers, int width) {
        static Reading of(String concept, Activation activation) {
            return new Reading(
                    concept,
                    activation.getRole(),
                    activation.getModel(),
                    activation.getLayers(),
                    activation.getWidth());
        }

        /** The notion is refined at the middle one of the layers that are read. */
        int refinedPlace() {
            return layers.size() / 2;
        }
    }

    private final Reading reading;
    private final BookSums sums;
    private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
    private final List<Integer> indices = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();

    private PassageSums(Reading reading, String book) {
        this.reading = reading;
        this.sums = new BookSums(
                book, reading.layers.stream().mapToInt(Integer::intValue).toArray(), reading.width);
    }

    /**
     * By concept|role; of the model that has read most of the book's passages, while another one takes over.
     *
     * @param activations by passage|role
     * @param assigned by passage
     */
    static Map<String, BookSum> ofBook(
            String book, Map<String, Activation> activations, Map<String, Assignment> assigned) {
        Map<Reading, PassageSums> sums = new LinkedHashMap<>();
        activations.forEach((key, activation) -> {
            Assignment assignment = assigned.get(key.substring(0, key.lastIndexOf('|')));
            if (assignment != null && !activation.getOwn()) {
                float[][] layers = layers(activation);
                assignment
                        .getConcepts()
                        .forEach((concept, score) -> sums.computeIfAbsent(
                                        Reading.of(concept, activation), r -> new PassageSums(r, book))
                                .add(activation, layers, score));
            }
        });
        Map<String, BookSum> records = new TreeMap<>();
        sums.forEach((reading, sum) -> records.merge(
                reading.concept + "|" + reading.role,
                sum.record(book, assigned.values()),
                (one, other) -> one.getPassages() >= other.getPassages() ? one : other));
        return records;
    }

    /** By |role|model; of the layers that most of the texts were read at. */
    static Map<String, BookSum> ofOwnTexts(Collection<Activation> texts, String name) {
        Map<Reading, PassageSums> sums = new LinkedHashMap<>();
        texts.forEach(text -> sums.computeIfAbsent(Reading.of("", text), r -> new PassageSums(r, name))
                .sums
                .add(layers(text), 0));
        Map<String, BookSum> records = new TreeMap<>();
        sums.forEach((reading, sum) -> records.merge(
                "|" + reading.role + "|" + reading.model,
                sum.record(name, List.of()),
                (one, other) -> one.getPassages() >= other.getPassages() ? one : other));
        return records;
    }

    private void add(Activation activation, float[][] layers, float score) {
        sums.add(layers, score);
        ByteBuffer row = activation.getPooled().get(reading.refinedPlace()).duplicate();
        byte[] bytes = new byte[row.remaining()];
        row.get(bytes);
        rows.writeBytes(bytes);
        indices.add(activation.getIndex());
        scores.add(score);
    }

    private static float[][] layers(Activation activation) {
        return activation.getPooled().stream().map(HalfPrecision::decode).toArray(float[][]::new);
    }

    private BookSum record(String book, Collection<Assignment> assigned) {
        return BookSum.newBuilder()
                .setBook(book)
                .setRole(reading.role)
                .setModel(reading.model)
                .setConcept(reading.concept)
                .setModelVersion(assigned.stream()
                        .mapToLong(Assignment::getModelVersion)
                        .min()
                        .orElse(0))
                .setLayers(reading.layers)
                .setPassages((int) sums.count())
                .setScore(assigned.stream()
                        .filter(a -> a.getConcepts().containsKey(reading.concept))
                        .mapToDouble(a -> a.getConcepts().get(reading.concept))
                        .average()
                        .orElse(0))
                .setSums(ByteBuffer.wrap(sums.toBytes()))
                .setRefinedLayer(reading.layers.get(reading.refinedPlace()))
                .setRefinedRows(ByteBuffer.wrap(rows.toByteArray()))
                .setIndices(indices)
                .setScores(scores)
                .build();
    }
}
