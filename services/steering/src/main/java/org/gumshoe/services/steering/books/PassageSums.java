// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

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
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.shards.HashedRows;
import org.gumshoe.stitch.StableHash;

/** Sums of passages that one model has read at the same layers, for one concept. */
public final class PassageSums {
    /**
     * Bytes of passage rows in one record; with as many of word states and the sums, a record stays
     * well below its size limit.
     */
    private static final int ROW_BYTES = 256 * 1024;

    /** Unsteered texts of a partition that are kept as rows. */
    private static final int OWN_ROWS = 64;

    private static final int HASHES = 1 << 20;

    /**
     * Identity of a sum: passages with the same identity are summed together.
     *
     * @param concept of a generated text: the concept that it was steered towards, or empty
     */
    private record SumIdentity(String concept, String role, String model, List<Integer> layers, int width) {
        static SumIdentity of(String concept, Activation activation) {
            return new SumIdentity(
                    concept,
                    activation.getRole(),
                    activation.getModel(),
                    activation.getLayers(),
                    activation.getWidth());
        }

        int refinedIndex() {
            return PassageSums.refinedIndex(layers);
        }

        int maxRows() {
            return Math.max(1, ROW_BYTES / (2 * width));
        }

        String key(String part) {
            return new SumKey(concept, role, new ModelReading(model, layers).id(), part).format();
        }
    }

    private final SumIdentity identity;
    private final BookSums sums;
    private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
    private final ByteArrayOutputStream wordStates = new ByteArrayOutputStream();
    private final List<Integer> indices = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private double surprise;
    private int measured;

    /**
     * Returns the index of the layer at which the concept is refined: the middle one of those read.
     */
    public static int refinedIndex(List<Integer> layers) {
        return layers.size() / 2;
    }

    private PassageSums(SumIdentity identity, String book) {
        this.identity = identity;
        this.sums = new BookSums(
                book, identity.layers.stream().mapToInt(Integer::intValue).toArray(), identity.width);
    }

    /**
     * Sums a book, by concept|role|reading|book#part. A part has as many passages as one record can
     * carry.
     *
     * @param activations by passage|role|reading
     * @param assigned by passage
     * @param arrived when the latest of them came
     */
    static Map<String, BookSum> ofBook(
            String book, Map<String, Activation> activations, Map<String, Assignment> assigned, long arrived) {
        Map<SumIdentity, List<PassageSums>> sums = new LinkedHashMap<>();
        activations.forEach((key, activation) -> {
            Assignment assignment = assigned.get(ModelReading.passage(key));
            if (assignment != null && !activation.getOwn()) {
                float[][] layers = layers(activation);
                assignment
                        .getConcepts()
                        .forEach((concept, score) -> part(sums, SumIdentity.of(concept, activation), book)
                                .add(
                                        activation,
                                        layers,
                                        score,
                                        assignment.getSeeds().getOrDefault(concept, 0)));
            }
        });
        Map<String, BookSum> records = new TreeMap<>();
        sums.forEach((identity, parts) -> {
            for (int part = 0; part < parts.size(); part++) {
                records.put(identity.key(book + "#" + part), parts.get(part).record(book, assigned.values(), arrived));
            }
        });
        return records;
    }

    private static PassageSums part(Map<SumIdentity, List<PassageSums>> sums, SumIdentity identity, String book) {
        List<PassageSums> parts = sums.computeIfAbsent(identity, r -> new ArrayList<>());
        if (parts.isEmpty() || parts.getLast().indices.size() >= identity.maxRows()) {
            parts.add(new PassageSums(identity, book));
        }
        return parts.getLast();
    }

    /**
     * Sums generated texts, by the key of their sum. Unsteered texts have no concept; a sample of them, drawn by a
     * hash of their ids, is kept as rows.
     */
    static Map<String, BookSum> ofGeneratedTexts(Collection<Activation> texts, int partition) {
        Map<String, BookSum> records = new TreeMap<>();
        for (TextGroup group : TextGroup.values()) {
            String name = SumKey.texts(group, partition);
            sumsOf(texts.stream().filter(text -> group(text) == group).toList(), name)
                    .forEach((identity, sum) -> records.put(identity.key(name), sum.record(name, List.of(), 0)));
        }
        return records;
    }

    private static TextGroup group(Activation text) {
        return text.getSteered().isEmpty()
                ? TextGroup.UNSTEERED
                : TextGroup.find(text.getDirection()).orElse(TextGroup.REFINED);
    }

    private static Map<SumIdentity, PassageSums> sumsOf(Collection<Activation> texts, String name) {
        Map<SumIdentity, PassageSums> sums = new LinkedHashMap<>();
        Map<SumIdentity, HashedRows> samples = new LinkedHashMap<>();
        for (Activation text : texts) {
            SumIdentity identity = SumIdentity.of(text.getSteered(), text);
            float[][] layers = layers(text);
            sums.computeIfAbsent(identity, r -> new PassageSums(r, name)).add(text, layers);
            if (text.getSteered().isEmpty()) {
                samples.computeIfAbsent(identity, r -> new HashedRows(Math.min(OWN_ROWS, r.maxRows())))
                        .add(
                                StableHash.bucket(text.getBook(), "sample of own texts", HASHES),
                                layers[identity.refinedIndex()]);
            }
        }
        samples.forEach((identity, sample) -> sample.rows().forEach(sums.get(identity)::keep));
        return sums;
    }

    private void add(Activation text, float[][] layers) {
        sums.add(layers, 0);
        if (text.getSurprise() != null) {
            surprise += text.getSurprise();
            measured++;
        }
    }

    /** Keeps the row of a generated text under the hash that it was drawn by. */
    private void keep(HashedRows.Row text) {
        rows.writeBytes(bytes(HalfPrecision.encode(text.activation())));
        indices.add(text.hash());
        scores.add(0f);
    }

    private void add(Activation activation, float[][] layers, float score, int seeds) {
        sums.add(layers, score, seeds);
        rows.writeBytes(bytes(activation.getPooled().get(identity.refinedIndex())));
        wordStates.writeBytes(bytes(activation.getWordState()));
        indices.add(activation.getIndex());
        scores.add(score);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static float[][] layers(Activation activation) {
        return activation.getPooled().stream().map(HalfPrecision::decode).toArray(float[][]::new);
    }

    private BookSum record(String book, Collection<Assignment> assigned, long arrived) {
        return BookSum.newBuilder()
                .setBook(book)
                .setRole(identity.role)
                .setModel(identity.model)
                .setConcept(identity.concept)
                .setModelVersion(assigned.stream()
                        .mapToLong(Assignment::getModelVersion)
                        .min()
                        .orElse(0))
                .setLayers(identity.layers)
                .setPassages((int) sums.count())
                .setScore(assigned.stream()
                        .filter(a -> a.getConcepts().containsKey(identity.concept))
                        .mapToDouble(a -> a.getConcepts().get(identity.concept))
                        .average()
                        .orElse(0))
                .setSums(ByteBuffer.wrap(sums.toBytes()))
                .setRefinedLayer(identity.layers.get(identity.refinedIndex()))
                .setRefinedRows(ByteBuffer.wrap(rows.toByteArray()))
                .setIndices(indices)
                .setScores(scores)
                .setArrived(arrived)
                .setWordStates(
                        ByteBuffer.wrap(wordStates.size() == rows.size() ? wordStates.toByteArray() : new byte[0]))
                .setSurprise(surprise)
                .setMeasured(measured)
                .build();
    }
}
