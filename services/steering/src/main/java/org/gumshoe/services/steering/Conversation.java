// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Function;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;

/**
 * Conversation of sequential code with partitions that answer later: a coroutine. The code runs in a
 * thread of its own, and only while the caller waits for its next step.
 *
 * @param <R> what the code comes to
 */
final class Conversation<R> {
    /** Partner that the code asks. */
    @FunctionalInterface
    interface Partner {
        /** Asks a question and waits for the answers, in the order of partitions. */
        List<SteeringAnswer> ask(SteeringQuestion question);
    }

    /** What the code does next. */
    sealed interface Step<R> {
        record Asked<R>(SteeringQuestion question) implements Step<R> {}

        record Ended<R>(R result) implements Step<R> {}

        record Failed<R>(Throwable fault) implements Step<R> {}
    }

    /** End of a conversation that nobody listens to any more. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final SynchronousQueue<List<SteeringAnswer>> answers = new SynchronousQueue<>();
    private final SynchronousQueue<Step<R>> steps = new SynchronousQueue<>();
    private final Thread thread;

    /** @param work that asks its partner; it must not catch what the partner throws */
    Conversation(Function<Partner, R> work) {
        thread = Thread.ofVirtual().name("steering-solution").unstarted(() -> run(work));
    }

    private void run(Function<Partner, R> work) {
        try {
            Step<R> last;
            try {
                last = new Step.Ended<>(work.apply(this::ask));
            } catch (Cancelled gone) {
                return;
            } catch (Throwable fault) {
                last = new Step.Failed<>(fault);
            }
            steps.put(last);
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
        }
    }

    private List<SteeringAnswer> ask(SteeringQuestion question) {
        try {
            steps.put(new Step.Asked<>(question));
            return answers.take();
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    /** Begins, and returns the first step. */
    Step<R> begin() {
        thread.start();
        return next();
    }

    /** Hands over the answers to the question of the latest step, and returns the next one. */
    Step<R> answer(List<SteeringAnswer> all) {
        try {
            answers.put(all);
        } catch (InterruptedException e) {
            throw interrupted();
        }
        return next();
    }

    private Step<R> next() {
        try {
            return steps.take();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while a solution was computed");
    }

    /** Ends the conversation where it is. */
    void cancel() {
        thread.interrupt();
    }
}
