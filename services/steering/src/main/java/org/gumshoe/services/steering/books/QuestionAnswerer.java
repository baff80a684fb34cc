// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.nio.ByteBuffer;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.steer.refine.QuestionFormat;
import org.gumshoe.steer.shards.Answer;

/** Answerer of questions about the books of one partition. An answer is a function of question and books. */
final class QuestionAnswerer {
    private final PartitionSums sums;
    private final PartitionShards shards;
    private final QuestionFormat format = new QuestionFormat();

    QuestionAnswerer(PartitionSums sums, PartitionShards shards) {
        this.sums = sums;
        this.shards = shards;
    }

    /** Returns the answer, without partition and state. */
    SteeringAnswer answer(SteeringQuestion question) {
        SteeringAnswer answer = empty().setSolution(question.getSolution())
                .setNumber(question.getNumber())
                .build();
        try {
            HeldCollection books = sums.of(PartitionShards.collection(question));
            answer.setModelVersion(books.modelVersion());
            answer.setWithWords(books.withWords());
            Answer sum = format.read(bytes(question)).on(shards.of(question));
            answer.setSums(ByteBuffer.wrap(sum.toBytes()));
        } catch (BadInputException refusal) {
            answer.setRefusal(refusal.getMessage());
        }
        return answer;
    }

    /** Begins an answer that says nothing. */
    static SteeringAnswer.Builder empty() {
        return SteeringAnswer.newBuilder()
                .setPartition(0)
                .setState(0)
                .setSolution(0)
                .setNumber(0)
                .setModelVersion(Long.MAX_VALUE)
                .setWithWords(true)
                .setSums(ByteBuffer.allocate(0))
                .setRefusal("");
    }

    /** Returns the refined scores of the books by the rules of a command. */
    List<RefinedScore> scores(SteeringQuestion command) {
        return new RefinedScores(command, sums).records(shards.of(command), format.readRules(bytes(command)));
    }

    private static byte[] bytes(SteeringQuestion question) {
        byte[] bytes = new byte[question.getContent().remaining()];
        question.getContent().duplicate().get(bytes);
        return bytes;
    }
}
