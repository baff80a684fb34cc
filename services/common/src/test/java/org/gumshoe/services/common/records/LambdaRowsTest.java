// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.junit.jupiter.api.Test;

class LambdaRowsTest {
    private static TopicModelManifest.Builder manifest() {
        return TopicModelManifest.newBuilder()
                .setVersion(7)
                .setTopics(2)
                .setWords(2)
                .setAlpha(List.of(.5f, .5f))
                .setEta(.5f)
                .setPassages(10)
                .setBooks(2)
                .setPerWordBound(-6)
                .setMilestone(true);
    }

    private static Map<String, SpecificRecord> rows() {
        Map<String, SpecificRecord> rows = new HashMap<>();
        rows.put("murder", new TopicModelRow(7L, List.of(3f, 1f)));
        rows.put("anchor", new TopicModelRow(7L, List.of(1f, 3f)));
        return rows;
    }

    private static Optional<LambdaRows> read(TopicModelManifest.Builder manifest, Map<String, SpecificRecord> rows) {
        return LambdaRows.of(manifest.build(), rows.entrySet().iterator());
    }

    @Test
    void completeRowsOfOneVersionAreAModel() {
        Map<String, SpecificRecord> rows = rows();
        rows.put("former", new TopicModelRow(6L, List.of(1f, 1f)));
        assertThat(read(manifest(), rows))
                .hasValueSatisfying(model -> assertThat(model.words()).containsExactlyInAnyOrder("murder", "anchor"));
    }

    @Test
    void whatDoesNotFitTogetherIsNone() {
        assertThat(read(manifest().setAlpha(List.of()), rows())).isEmpty();
        assertThat(read(manifest().setTopics(3), rows())).isEmpty();
        assertThat(read(manifest().setWords(3), rows())).isEmpty();
        assertThat(read(manifest().setGuided(List.of("a", "b", "c")), rows())).isEmpty();
        Map<String, SpecificRecord> ragged = rows();
        ragged.put("murder", new TopicModelRow(7L, List.of(3f)));
        assertThat(read(manifest(), ragged)).isEmpty();
    }

    @Test
    void aRowOfAnotherNumberOfTopicsUnderAWordThatIsNoneIsLeftOut() {
        Map<String, SpecificRecord> rows = rows();
        rows.put("zebra", new TopicModelRow(7L, List.of(1f)));
        assertThat(read(manifest(), rows)).isPresent();
    }
}
