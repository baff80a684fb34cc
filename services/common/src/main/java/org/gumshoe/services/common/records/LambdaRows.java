// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;

/**
 * Complete version of a topic model's lambda matrix, assembled from the rows in its topic.
 *
 * @param words in the order of the rows
 * @param lambda words x topics
 */
public record LambdaRows(TopicModelManifest manifest, String[] words, float[][] lambda) {

    /**
     * Assembles the version of a manifest. Empty while rows of that version are missing, when rows
     * of the next version have already replaced some of them, and when they do not make a model.
     */
    public static Optional<LambdaRows> of(
            TopicModelManifest manifest, Iterator<Map.Entry<String, SpecificRecord>> table) {
        return Optional.of(fitting(manifest, table))
                .filter(rows -> rows.misfit().isEmpty());
    }

    private static LambdaRows fitting(TopicModelManifest manifest, Iterator<Map.Entry<String, SpecificRecord>> table) {
        List<String> words = new ArrayList<>();
        List<float[]> lambda = new ArrayList<>();
        while (table.hasNext()) {
            Map.Entry<String, SpecificRecord> row = table.next();
            if (row.getValue() instanceof TopicModelRow values
                    && values.getVersion() == manifest.getVersion()
                    && values.getLambda().size() == manifest.getTopics()) {
                words.add(row.getKey());
                lambda.add(FloatLists.array(values.getLambda()));
            }
        }
        return new LambdaRows(manifest, words.toArray(String[]::new), lambda.toArray(float[][]::new));
    }

    /** Returns why the parts do not have the numbers of words and topics that the manifest says. */
    private Optional<String> misfit() {
        int topics = manifest.getTopics();
        boolean fits = words.length == manifest.getWords()
                && manifest.getAlpha().size() == topics
                && manifest.getGuided().size() <= topics;
        return fits
                ? Optional.empty()
                : Optional.of("version %d of the topic model does not fit together (manifest: %d words, %d topics, %s"
                        .formatted(
                                manifest.getVersion(),
                                manifest.getWords(),
                                topics,
                                "%d values of alpha, %d guided; rows that fit: %d), so the one before stays; %s"
                                        .formatted(
                                                manifest.getAlpha().size(),
                                                manifest.getGuided().size(),
                                                words.length,
                                                "send a book, and the topics service publishes the next one")));
    }

    /**
     * Returns what a table of the topic holds, once its manifest has a version above {@code
     * version} and its rows are complete.
     */
    public static Optional<LambdaRows> newerThan(
            long version, ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table) {
        return newerThan(version, table, whyNot -> {});
    }

    /**
     * Returns {@link #newerThan(long, ReadOnlyKeyValueStore)}.
     *
     * @param whyNot told why a newer version cannot be taken; empty when there is none that cannot
     */
    public static Optional<LambdaRows> newerThan(
            long version,
            ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table,
            Consumer<Optional<String>> whyNot) {
        ValueAndTimestamp<SpecificRecord> current = table.get(OwnKey.MANIFEST);
        if (current == null
                || !(current.value() instanceof TopicModelManifest manifest)
                || manifest.getVersion() <= version) {
            whyNot.accept(Optional.empty());
            return Optional.empty();
        }
        List<Map.Entry<String, SpecificRecord>> rows = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<SpecificRecord>> all = table.all()) {
            all.forEachRemaining(row -> rows.add(Map.entry(row.key, row.value.value())));
        }
        LambdaRows fitting = fitting(manifest, rows.iterator());
        Optional<String> misfit = fitting.misfit();
        whyNot.accept(misfit);
        return Optional.of(fitting).filter(complete -> misfit.isEmpty());
    }

    /**
     * Constructor of a topic model from its parts; this module does not know the class of the
     * model.
     */
    @FunctionalInterface
    public interface Maker<M> {
        M make(
                long version,
                int topics,
                String[] words,
                float[][] lambda,
                float[] alpha,
                float eta,
                long passages,
                long books,
                double perWordBound,
                List<String> guided);
    }

    /** Makes a topic model of the parts. */
    public <M> M as(Maker<M> maker) {
        return maker.make(
                manifest.getVersion(),
                manifest.getTopics(),
                words,
                lambda,
                FloatLists.array(manifest.getAlpha()),
                manifest.getEta(),
                manifest.getPassages(),
                manifest.getBooks(),
                manifest.getPerWordBound(),
                manifest.getGuided());
    }
}
