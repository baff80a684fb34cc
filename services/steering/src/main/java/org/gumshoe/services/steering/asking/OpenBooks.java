// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.asking;

import java.util.Optional;
import java.util.function.Function;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;

/**
 * Books of one partition while a solution asks about them. Whoever keeps them leaves them as they are
 * until they are closed; questions come from other threads.
 */
public final class OpenBooks {
    private final int partition;
    private final long solution;
    private final long state;
    private final Function<SteeringQuestion, SteeringAnswer> answerer;
    private SteeringAnswer latest;
    private boolean closed;
    private volatile long askedAt;

    /**
     * Opens the books.
     *
     * @param state by which the solver knows that answers are of the same books
     */
    public OpenBooks(int partition, long solution, long state, Function<SteeringQuestion, SteeringAnswer> answerer) {
        this.partition = partition;
        this.solution = solution;
        this.state = state;
        this.answerer = answerer;
        askedAt = System.nanoTime();
    }

    public long state() {
        return state;
    }

    int partition() {
        return partition;
    }

    /** Answers a question of the solution that the books are open for. */
    synchronized Optional<SteeringAnswer> answer(SteeringQuestion question) {
        if (closed || question.getSolution() != solution) {
            return Optional.empty();
        }
        if (latest == null || latest.getNumber() != question.getNumber()) {
            latest = answerer.apply(question);
            latest.setPartition(partition);
            latest.setState(state);
        }
        askedAt = System.nanoTime();
        return Optional.of(latest);
    }

    /** Waits for the answer that is being computed; no other follows. */
    synchronized void close() {
        closed = true;
        latest = null;
    }

    /** When the latest question was answered, by {@link System#nanoTime}. */
    public long askedAt() {
        return askedAt;
    }
}
