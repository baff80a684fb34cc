// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;

/** Topics of a running system: the topic model in use, its manifest and the concepts. */
record LiveTopics(TopicModel model, TopicModelManifest manifest, Map<String, Concept> concepts) {
    /**
     * Limit of the wait for a complete version, because the rows of a version are replaced one by
     * one.
     */
    private static final Duration COMPLETE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Reads the topics of a running system.
     *
     * @throws BadInputException when there is no topic model yet
     */
    static LiveTopics read(Settings settings) throws InterruptedException {
        try (TopicTable<SpecificRecord> table = new TopicTable<>(settings, Topics.TOPIC_MODEL);
                TopicTable<Concept> concepts = new TopicTable<>(settings, Topics.CONCEPTS)) {
            table.requireCaughtUp();
            concepts.requireCaughtUp();
            TopicModel model = awaitComplete(table);
            return new LiveTopics(
                    model, (TopicModelManifest) table.view().get(Topics.MANIFEST), Map.copyOf(concepts.view()));
        }
    }

    private static TopicModel awaitComplete(TopicTable<SpecificRecord> table) throws InterruptedException {
        long end = System.nanoTime() + COMPLETE_TIMEOUT.toNanos();
        Optional<TopicModel> model = LiveTopicModel.of(table.view());
        while (model.isEmpty() && table.view().containsKey(Topics.MANIFEST) && System.nanoTime() < end) {
            Thread.sleep(100);
            model = LiveTopicModel.of(table.view());
        }
        return model.orElseThrow(
                () -> new BadInputException("There is no topic model yet; send books with `gumshoe ingest`"
                        + " and wait until the topics are learned."));
    }

    /**
     * Returns the label of a topic: the concept that is pinned to it, or else words that stay the
     * same as long as the topic does.
     */
    String label(int topic) {
        return concepts.values().stream()
                .filter(concept -> concept.getTopic() != null && concept.getTopic() == topic)
                .map(Concept::getName)
                .sorted()
                .findFirst()
                .orElse(
                        topic < manifest.getLabels().size()
                                ? manifest.getLabels().get(topic)
                                : "");
    }

    /**
     * Requires that a topic exists.
     *
     * @throws BadInputException when there is no such topic
     */
    void require(int topic) {
        if (topic < 0 || topic >= model.topics()) {
            throw new BadInputException(
                    "There is no topic " + topic + ": topics go from 0 to " + (model.topics() - 1) + ".");
        }
    }
}
