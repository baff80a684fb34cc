// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.Test;

/** Records that grow with what others hold: at the bounds of all of them, they still fit. */
class LargestRecordsTest {
    private static final String NAME = "\ud83d\ude00".repeat(96);

    /** A thousand concepts with long names made an assignment that no record holds, of every passage. */
    @Test
    void anAssignmentHoldsAllConceptsThatThereCanBe() {
        Map<String, Float> scores = new HashMap<>();
        Map<String, Integer> topics = new HashMap<>();
        Map<String, Integer> seeds = new HashMap<>();
        for (int concept = 0; concept < Topics.CONCEPTS.maxRows(); concept++) {
            String name = NAME + String.format("%04d", concept);
            scores.put(name, .5f);
            topics.put(name, 499);
            seeds.put(name, 100_000);
        }
        Assignment assignment = new Assignment(
                "b".repeat(300), 999_999, Long.MAX_VALUE, Collections.nCopies(500, .5f), scores, topics, seeds);
        byte[] bytes = Topics.ASSIGNMENTS.record("key", assignment).value();
        assertThat(Topics.ASSIGNMENTS.read("b".repeat(300) + "#999999", bytes, 0))
                .isEqualTo(assignment);
        assertThat(bytes.length + 1_000).isLessThan(new Settings(Map.of()).maxMessageBytes());
    }

    /** Two records of forty kilobytes made the gateway compare ten thousand topics with one another. */
    @Test
    void aModelHasNoMoreTopicsThanCanBeComparedWithOneAnother() {
        TopicModelManifest manifest = TopicModelManifest.newBuilder()
                .setVersion(1)
                .setTopics(10_000)
                .setWords(1)
                .setAlpha(Collections.nCopies(10_000, .1f))
                .setEta(.1f)
                .setPassages(1)
                .setBooks(1)
                .setPerWordBound(-8)
                .setMilestone(true)
                .build();
        byte[] bytes = Topics.TOPIC_MODEL.record(Topics.MANIFEST, manifest).value();
        assertThatThrownBy(() -> Topics.TOPIC_MODEL.read(Topics.MANIFEST, bytes, 0))
                .hasMessageContaining("topics");
        byte[] row = Topics.TOPIC_MODEL
                .record("word", new TopicModelRow(1L, Collections.nCopies(10_000, .1f)))
                .value();
        assertThatThrownBy(() -> Topics.TOPIC_MODEL.read("word", row, 0)).hasMessageContaining("lambda");
    }
}
