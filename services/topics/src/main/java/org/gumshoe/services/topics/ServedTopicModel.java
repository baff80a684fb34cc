// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * The version in use: what lies in the topic of the topic model, also when a learner of another
 * number of topics or a former state wrote it.
 */
final class ServedTopicModel {
    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table;
    private TopicModel model;
    private TopicModelManifest manifest;

    ServedTopicModel(ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table) {
        this.table = table;
    }

    /**
     * Looks whether the topic holds a later version than is known here; the table lags behind what
     * was just forwarded.
     */
    void refresh() {
        LambdaRows.newerThan(version(), table).ifPresent(rows -> {
            model = rows.as(TopicModel::new);
            manifest = rows.manifest();
        });
    }

    /** 0 before the first. */
    long version() {
        return manifest == null ? 0 : manifest.getVersion();
    }

    /** Null before the first. */
    TopicModel model() {
        return model;
    }

    List<String> labels() {
        return manifest == null ? List.of() : manifest.getLabels();
    }

    /**
     * Puts a model in use: its rows, removals of words that it has no more, and last the manifest.
     */
    SequencedMap<String, SpecificRecord> replace(TopicModel successor, ModelUpdate update, int heldOut) {
        SequencedMap<String, SpecificRecord> records = new LinkedHashMap<>();
        for (int row = 0; row < successor.words().length; row++) {
            records.put(
                    successor.words()[row],
                    new TopicModelRow(
                            successor.version(), FloatLists.list(successor.lambda()[row])));
        }
        if (model != null) {
            for (String word : model.words()) {
                records.putIfAbsent(word, null);
            }
        }
        model = successor;
        manifest = TopicModelManifest.newBuilder()
                .setVersion(successor.version())
                .setTopics(successor.topics())
                .setWords(successor.words().length)
                .setAlpha(FloatLists.list(successor.alpha()))
                .setEta(successor.eta())
                .setPassages(successor.passages())
                .setBooks(successor.books())
                .setPerWordBound(successor.bound())
                .setGuided(successor.seededConcepts())
                .setMilestone(true)
                .setHeldOutPerWord(update.decision().heldOutPerWord())
                .setHeldOutPassages(heldOut)
                .setReason(update.decision().reason())
                .setRefused("")
                .setWordDrift(floats(update.wordDrift()))
                .setPassageDrift(floats(update.passageDrift()))
                .setSuccessors(Arrays.stream(update.successors()).boxed().toList())
                .setLabels(update.labels())
                .setDigest(successor.digest())
                .build();
        records.put(Topics.MANIFEST, manifest);
        return records;
    }

    /**
     * Leaves the model in use and says in its manifest why, and how many passages the one had that
     * was refused.
     */
    Map<String, SpecificRecord> refuse(TopicModel candidate, ModelUpdate update) {
        manifest = TopicModelManifest.newBuilder(manifest)
                .setPassages(candidate.passages())
                .setBooks(candidate.books())
                .setRefused(update.decision().reason())
                .build();
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
