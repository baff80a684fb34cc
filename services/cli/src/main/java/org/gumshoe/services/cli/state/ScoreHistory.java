// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.RefinedScoreKey;
import org.gumshoe.services.common.state.SystemState;

/**
 * Refined scores of all versions that are kept, in a topic or in a file.
 *
 * @param scores in the order of publication
 */
record ScoreHistory(List<RefinedScore> scores) {
    /** @param stateOrNull read instead of the running system */
    static ScoreHistory of(SystemState stateOrNull, Settings settings) throws InterruptedException {
        List<RefinedScore> scores = new ArrayList<>();
        if (stateOrNull == null) {
            try (TopicTable<RefinedScore> table = new TopicTable<>(settings, Topics.REFINED_SCORES, (key, score) -> {
                if (score != null) scores.add(score);
            })) {
                table.requireCaughtUp();
            }
        } else {
            stateOrNull
                    .of(Topics.REFINED_SCORES)
                    .rows()
                    .values()
                    .forEach(row -> scores.add(Topics.REFINED_SCORES
                            .values()
                            .deserializer()
                            .deserialize(Topics.REFINED_SCORES.name(), row.value())));
        }
        return new ScoreHistory(List.copyOf(scores));
    }

    /** Returns the scores of all books that belong to a vector; empty when some are not kept any more. */
    List<RefinedScore> complete(SteeringVector vector) {
        Map<String, RefinedScore> byBook = new LinkedHashMap<>();
        scores.stream()
                .filter(score -> score.getConcept().equals(vector.getConcept())
                        && score.getRole().equals(vector.getRole())
                        && score.getVersion() == vector.getVersion())
                .forEach(score -> byBook.put(score.getBook(), score));
        boolean complete = byBook.values().stream().allMatch(score -> score.getBooks() == byBook.size());
        return complete ? List.copyOf(byBook.values()) : List.of();
    }

    /** Returns the records that put these scores in the place of those in force; none without scores. */
    static List<ProducerRecord<String, byte[]>> replacing(
            SystemState present, SteeringVector vector, List<RefinedScore> scores) {
        Map<String, RefinedScore> next = new LinkedHashMap<>();
        if (!scores.isEmpty()) {
            String prefix = RefinedScoreKey.prefix(vector.getConcept(), vector.getRole());
            present.of(Topics.REFINED_SCORES).rows().keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> next.put(key, null));
        }
        scores.forEach(score -> next.put(RefinedScoreKey.of(score).format(), score));
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        next.forEach((key, score) -> records.add(Topics.REFINED_SCORES.record(key, score)));
        return records;
    }
}
