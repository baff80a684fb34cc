// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.refine.BookRules;
import org.gumshoe.steer.shards.BookShard;

/** Builder of refined-score records: every book of a partition with its passages, as one refinement ranks them. */
record RefinedScores(SteeringQuestion command, PartitionSums sums) {

    List<RefinedScore> records(BookShard shard, BookRules rules) {
        Map<String, BookRules.BookScores> scores = rules.on(shard);
        double[] passages = rules.ofPassages(shard);
        List<RefinedScore> records = new ArrayList<>();
        int from = 0;
        for (HeldBook book : sums.books(PartitionShards.collection(command))) {
            BookRules.BookScores of = scores.get(book.book());
            int to = from + book.scores().length;
            records.add(RefinedScore.newBuilder()
                    .setConcept(command.getConcept())
                    .setRole(command.getRole())
                    .setBook(book.book())
                    .setVersion(command.getVersion())
                    .setBooks(command.getBooks())
                    .setDiverged(command.getDiverged())
                    .setLda(book.score())
                    .setScore(of.anchored())
                    .setResponsibility(of.responsibility())
                    .setIndices(book.indices())
                    .setPassagesLda(FloatLists.list(book.scores()))
                    .setPassages(FloatLists.list(Arrays.copyOfRange(passages, from, to)))
                    .build());
            from = to;
        }
        return records;
    }
}
