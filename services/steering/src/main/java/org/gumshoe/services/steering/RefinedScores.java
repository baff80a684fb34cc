// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.refine.BookRules;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.shards.BookShard;

/** Builder of refined-score records: every book of a partition with its passages, as one refinement ranks them. */
record RefinedScores(SteeringQuestion command, PartitionSums sums) {

    List<RefinedScore> records(BookShard shard, BookRules rules) {
        Map<String, BookRules.BookScores> scores = rules.on(shard);
        boolean weak = command.getRole().equals(ModelRole.WEAK.wireName());
        float[] readOut = FloatLists.array(weak ? command.getWeakWords() : command.getStrongWords());
        List<RefinedScore> records = new ArrayList<>();
        sums.forEachBook(PartitionShards.collection(command), parts -> {
            BookRules.BookScores of = scores.get(parts.book());
            records.add(RefinedScore.newBuilder()
                    .setConcept(command.getConcept())
                    .setRole(command.getRole())
                    .setBook(parts.book())
                    .setVersion(command.getVersion())
                    .setBooks(command.getBooks())
                    .setDiverged(command.getDiverged())
                    .setLda(parts.score())
                    .setScore(of.anchored())
                    .setResponsibility(of.responsibility())
                    .setIndices(parts.indices())
                    .setPassagesLda(parts.scores())
                    .setPassages(passages(rules.scorer(), parts, readOut))
                    .build());
        });
        return records;
    }

    private static List<Float> passages(PassageScorer scorer, BookParts parts, float[] readOut) {
        float[][] rows = parts.rows();
        double[] words = parts.wordScores(readOut);
        List<Float> lda = parts.scores();
        return IntStream.range(0, rows.length)
                .mapToObj(i -> (float) scorer.score(parts.book(), rows[i], lda.get(i), words[i]))
                .toList();
    }
}
