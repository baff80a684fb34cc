// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.RefinedScoreKey;
import org.gumshoe.services.common.state.StateTopic;
import org.gumshoe.services.common.state.SystemState;
import org.junit.jupiter.api.Test;

class ScoreHistoryTest {
    private static RefinedScore score(String book, long version, int books) {
        return new RefinedScore(
                "crime", "strong", book, version, books, false, .1, .2, .3, List.of(), List.of(), List.of());
    }

    private static SteeringVector vector(long version) {
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setModel("feed")
                .setKind("refined")
                .setVersion(version)
                .setLayers(List.of(new LayerDirection(2, List.of(1f), 1.0, 1.0, 1.0, null)))
                .setModelVersion(1)
                .setPassages(1)
                .setBooks(1)
                .build();
    }

    @Test
    void aVersionIsTakenWholeOrNotAtAll() {
        ScoreHistory history =
                new ScoreHistory(List.of(score("a", 1, 2), score("b", 1, 2), score("a", 2, 3), score("c", 2, 3)));

        assertThat(history.complete(vector(1)))
                .extracting(RefinedScore::getBook)
                .containsExactly("a", "b");
        assertThat(history.complete(vector(2))).as("one of three is gone").isEmpty();
        assertThat(history.complete(vector(3))).isEmpty();
    }

    @Test
    void booksThatCameLaterAreTakenOut() {
        TreeMap<String, StateTopic.Row> rows = List.of(score("a", 2, 3), score("b", 2, 3), score("c", 2, 3)).stream()
                .collect(Collectors.toMap(
                        row -> RefinedScoreKey.of(row).format(),
                        row -> new StateTopic.Row(
                                0, Topics.REFINED_SCORES.record("", row).value()),
                        (one, other) -> one,
                        TreeMap::new));
        SystemState present = new SystemState(List.of(new StateTopic(Topics.REFINED_SCORES, rows)));

        var records = ScoreHistory.replacing(present, vector(1), List.of(score("a", 1, 2), score("b", 1, 2)));

        assertThat(records)
                .extracting(record -> record.key() + (record.value() == null ? " gone" : ""))
                .containsExactly("crime|strong|a", "crime|strong|b", "crime|strong|c gone");
        assertThat(ScoreHistory.replacing(present, vector(1), List.of())).isEmpty();
    }
}
