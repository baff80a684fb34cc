// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;

/**
 * Rounds of one solution: each is a question to all partitions, and takes the answer of each once.
 * Answers to other questions, or to other solutions, are left out.
 */
final class QuestionRound {
    private final long solution;
    private final int partitions;
    private final Map<Integer, SteeringAnswer> answers = new TreeMap<>();
    private final Map<Integer, Long> states = new HashMap<>();
    private SteeringQuestion asked;
    private int number;
    private long askedAt;
    private long sentAt;

    QuestionRound(long solution, int partitions) {
        this.solution = solution;
        this.partitions = partitions;
    }

    /** Begins the next round and returns its question, numbered. */
    SteeringQuestion ask(SteeringQuestion question, long now) {
        asked = numbered(question);
        answers.clear();
        askedAt = now;
        sentAt = now;
        return asked;
    }

    /** Returns a record of this solution that has no answer, numbered. */
    SteeringQuestion numbered(SteeringQuestion question) {
        question.setSolution(solution);
        question.setNumber(number++);
        return question;
    }

    /** Returns the question once more. */
    SteeringQuestion askAgain(long now) {
        sentAt = now;
        return asked;
    }

    /** Returns whether an answer completes the round. */
    boolean take(SteeringAnswer answer) {
        boolean first = answer.getSolution() == solution
                && answer.getNumber() == asked.getNumber()
                && answers.putIfAbsent(answer.getPartition(), answer) == null;
        return first && answers.size() == partitions;
    }

    /** Returns the answers of a complete round, in the order of partitions. */
    List<SteeringAnswer> answers() {
        return List.copyOf(answers.values());
    }

    /** Returns whether a partition has lost the books of this solution's first round, as one that has moved. */
    boolean hasMoved() {
        return answers.values().stream()
                .anyMatch(answer ->
                        answer.getState() != states.computeIfAbsent(answer.getPartition(), p -> answer.getState()));
    }

    /** Number of the solution. */
    long solution() {
        return solution;
    }

    /** Number of questions so far. */
    int asked() {
        return number;
    }

    long askedAt() {
        return askedAt;
    }

    long sentAt() {
        return sentAt;
    }
}
