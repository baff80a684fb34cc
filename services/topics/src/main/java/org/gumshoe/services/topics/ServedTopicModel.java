// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.stream.ModelUpdate;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.LambdaRows;

/**
 * The version in use: the newest one in the topic {@code topic-model}, whichever learner published
 * it (one with another number of topics, or one whose state was deleted).
 */
final class ServedTopicModel {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table;
    private Optional<Version> inUse = Optional.empty();

    private record Version(TopicModel model, TopicModelManifest manifest) {}

    ServedTopicModel(ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table) {
        this.table = table;
    }

    /**
     * Reads a later version from the table, if it is complete. A version that was just forwarded
     * reaches the table later.
     */
    void refresh() {
        LambdaRows.newerThan(version(), table)
                .ifPresent(rows -> inUse = Optional.of(new Version(rows.as(TopicModel::new), rows.manifest())));
    }

    /** Returns the version number; 0 before the first version. */
    long version() {
        return inUse.map(version -> version.manifest.getVersion()).orElse(0L);
    }

    /**
     * Returns the number of the next version. It is above that of the newest manifest, whose rows
     * may make no model, so that all readers take the next version over.
     */
    long nextVersion() {
        ValueAndTimestamp<SpecificRecord> newest = table.get(Topics.MANIFEST);
        long written =
                newest != null && newest.value() instanceof TopicModelManifest manifest ? manifest.getVersion() : 0;
        return Math.max(version(), written) + 1;
    }

    /** Returns the model in use; empty before the first version. */
    Optional<TopicModel> model() {
        return inUse.map(Version::model);
    }

    List<String> labels() {
        return inUse.map(version -> version.manifest.getLabels()).orElse(List.of());
    }

    /**
     * Promotes a candidate.
     *
     * @return the records to publish, in order: its rows, tombstones of words that it no longer
     *     has, and the manifest
     */
    SequencedMap<String, SpecificRecord> promote(TopicModel candidate, ModelUpdate update, int heldOut) {
        SequencedMap<String, SpecificRecord> records = new LinkedHashMap<>();
        for (int row = 0; row < candidate.words().length; row++) {
            records.put(
                    candidate.words()[row],
                    new TopicModelRow(
                            candidate.version(), FloatLists.list(candidate.lambda()[row])));
        }
        inUse.ifPresent(before -> {
            for (String word : before.model.words()) {
                records.putIfAbsent(word, null);
            }
        });
        TopicModelManifest manifest = TopicModelManifest.newBuilder()
                .setVersion(candidate.version())
                .setTopics(candidate.topics())
                .setWords(candidate.words().length)
                .setAlpha(FloatLists.list(candidate.alpha()))
                .setEta(candidate.eta())
                .setPassages(candidate.passages())
                .setBooks(candidate.books())
                .setPerWordBound(candidate.bound())
                .setGuided(candidate.seededConcepts())
                .setMilestone(true)
                .setHeldOutPerWord(update.decision().heldOutPerWord())
                .setHeldOutPassages(heldOut)
                .setReason(update.decision().reason())
                .setRefused("")
                .setWordDrift(floats(update.wordDrift()))
                .setPassageDrift(floats(update.passageDrift()))
                .setSuccessors(Arrays.stream(update.successors()).boxed().toList())
                .setLabels(update.labels())
                .setDigest(candidate.digest())
                .build();
        inUse = Optional.of(new Version(candidate, manifest));
        records.put(Topics.MANIFEST, manifest);
        return records;
    }

    /**
     * Refuses a candidate: keeps the model in use and writes the reason, and the candidate's number
     * of passages and books, into its manifest.
     *
     * @return the records to publish: the manifest
     * @throws java.util.NoSuchElementException before the first version, which is never refused
     */
    Map<String, SpecificRecord> refuse(TopicModel candidate, ModelUpdate update) {
        Version kept = inUse.orElseThrow();
        TopicModelManifest manifest = TopicModelManifest.newBuilder(kept.manifest)
                .setPassages(candidate.passages())
                .setBooks(candidate.books())
                .setRefused(update.decision().reason())
                .build();
        inUse = Optional.of(new Version(kept.model, manifest));
        return Map.of(Topics.MANIFEST, manifest);
    }

    private static List<Float> floats(double[] values) {
        List<Float> floats = new ArrayList<>();
        for (double value : values) {
            floats.add((float) value);
        }
        return floats;
    }
}
