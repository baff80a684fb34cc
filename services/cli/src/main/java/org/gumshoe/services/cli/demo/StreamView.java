// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.topics.LiveTopicModel;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.MetricKey;
import org.gumshoe.services.common.records.VectorKey;

/** View of the stream, restricted to the books that the demo sent. */
final class StreamView implements AutoCloseable {
    private final Set<String> books;
    private final Map<String, Integer> passagesByBook = new ConcurrentHashMap<>();
    private final Set<String> passages = ConcurrentHashMap.newKeySet();
    private final Set<String> sampled = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> assigned = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> activated = new ConcurrentHashMap<>();
    private final TopicTable<Passage> passageTable;
    private final TopicTable<SpecificRecord> topicModel;
    private final TopicTable<Assignment> assignments;
    private final TopicTable<Activation> activations;
    private final TopicTable<SpecificRecord> stitchMap;
    private final TopicTable<SteeringVector> vectors;
    private final TopicTable<RefinementMetric> metrics;
    private final TopicTable<StoryToken> stories;

    StreamView(Settings settings, Set<String> books, Consumer<StoryToken> onToken) {
        this.books = books;
        passageTable = new TopicTable<>(settings, Topics.PASSAGES, this::passage);
        topicModel = new TopicTable<>(settings, Topics.TOPIC_MODEL);
        assignments = new TopicTable<>(settings, Topics.ASSIGNMENTS, (key, value) -> {
            if (value != null && books.contains(value.getBook())) {
                assigned.put(key, value.getModelVersion());
            }
        });
        activations = new TopicTable<>(settings, Topics.ACTIVATIONS, (key, value) -> {
            if (value != null && books.contains(value.getBook())) {
                activated
                        .computeIfAbsent(value.getRole(), role -> ConcurrentHashMap.newKeySet())
                        .add(key);
            }
        });
        stitchMap = new TopicTable<>(settings, Topics.STITCH_MAP);
        vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
        metrics = new TopicTable<>(settings, Topics.REFINEMENT_METRICS);
        stories = new TopicTable<>(settings, Topics.STORIES, (key, token) -> {
            if (token != null) {
                onToken.accept(token);
            }
        });
    }

    private void passage(String key, Passage passage) {
        if (!books.contains(BookPartitioner.book(key))) {
            return;
        }
        if (passage == null) {
            passages.remove(key);
            sampled.remove(key);
            return;
        }
        passagesByBook.put(passage.getBook(), passage.getTotal());
        passages.add(key);
        if (passage.getSampled()) {
            sampled.add(key);
        }
    }

    int booksSeen() {
        return passagesByBook.size();
    }

    int passages() {
        return passages.size();
    }

    /** Number of passages that the language models read. */
    int sampled() {
        return sampled.size();
    }

    boolean ingested() {
        return passagesByBook.size() == books.size()
                && passages.size()
                        == passagesByBook.values().stream()
                                .mapToInt(Integer::intValue)
                                .sum();
    }

    Optional<TopicModel> model() {
        return LiveTopicModel.of(topicModel.view());
    }

    /** Number of passages assigned under this version of the topic model or a later one. */
    long assigned(long version) {
        return assigned.values().stream().filter(v -> v >= version).count();
    }

    Map<String, Assignment> assignments() {
        return assignments.view();
    }

    int activated(ModelRole role) {
        return activated.getOrDefault(role.wireName(), Set.of()).size();
    }

    Optional<StitchManifest> stitch() {
        return stitchMap.view().get(Topics.MANIFEST) instanceof StitchManifest manifest
                ? Optional.of(manifest)
                : Optional.empty();
    }

    Optional<SteeringVector> vector(String concept, ModelRole role, VectorKind kind) {
        return Optional.ofNullable(
                vectors.view().get(new VectorKey(concept, role.wireName(), kind.wireName()).format()));
    }

    /**
     * Returns the newest refinement, whether its vector is in force or has diverged while the last
     * sound one stays in force.
     */
    Optional<SteeringVector> refinement(String concept, ModelRole role) {
        return vector(concept, role, VectorKind.REFINED_DIVERGED).or(() -> vector(concept, role, VectorKind.REFINED));
    }

    /** Returns the newest value of a metric, once it belongs to this version or a later one. */
    Optional<RefinementMetric> metric(String concept, String name, long version) {
        return Optional.ofNullable(metrics.view().get(new MetricKey(concept, name).format()))
                .filter(m -> m.getVersion() >= version);
    }

    @Override
    public void close() {
        for (TopicTable<?> table : new TopicTable<?>[] {
            passageTable, topicModel, assignments, activations, stitchMap, vectors, metrics, stories
        }) {
            table.close();
        }
    }
}
