// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Solution under way. It makes all partitions sum what has changed and then keep their books as they
 * are, asks them question by question, publishes what it comes to, and lets them go on. Where a
 * partition has moved or does not answer, it ends without a result.
 *
 * @param <R> what it comes to
 */
final class SolutionRun<R> {
    private static final Logger LOG = LoggerFactory.getLogger(SolutionRun.class);

    /** After so long without all answers a question is asked once more: answers are functions of it. */
    static final Duration AGAIN = Duration.ofSeconds(10);

    /** After so long a partition is taken to be gone: longer than it reads all its books. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * Work of a solution.
     *
     * @param begin is called once all partitions have begun, and returns sequential code that asks them
     * @param publish takes the result, and what numbers the records for the partitions
     */
    record Work<R>(
            Supplier<Function<Conversation.Partner, R>> begin,
            ResultConsumer<R> publish,
            Consumer<SteeringQuestion> send) {}

    /** Consumer of the result of a solution. */
    @FunctionalInterface
    interface ResultConsumer<R> {
        void accept(R result, UnaryOperator<SteeringQuestion> numbered);
    }

    private final Work<R> work;
    private final QuestionRound round;
    private Conversation<R> conversation;
    private boolean underWay = true;
    private boolean complete;
    private Throwable fault;

    /**
     * Begins a solution.
     *
     * @param partitions of the books
     * @param now also the number of the solution
     */
    SolutionRun(Work<R> work, int partitions, long now) {
        this.work = work;
        round = new QuestionRound(now, partitions);
        work.send.accept(round.ask(AskedBooks.empty("begin"), now));
    }

    /** Takes an answer; the last of a round brings about the next. */
    void take(SteeringAnswer answer, long now) {
        if (!underWay || !round.take(answer)) {
            return;
        }
        if (round.hasMoved()) {
            LOG.info("A partition of the books has moved; the solution begins anew");
            cancel();
            return;
        }
        if (conversation == null) {
            conversation = new Conversation<>(work.begin.get());
            go(conversation.begin(), now);
        } else {
            go(conversation.answer(round.answers()), now);
        }
    }

    private void go(Conversation.Step<R> step, long now) {
        switch (step) {
            case Conversation.Step.Asked<R>(var question) -> work.send.accept(round.ask(question, now));
            case Conversation.Step.Ended<R>(var result) -> {
                work.publish.accept(result, round::numbered);
                complete = true;
                end(now);
            }
            case Conversation.Step.Failed<R>(Error error)
            when !(error instanceof StackOverflowError) -> {
                end(now);
                throw error;
            }
            case Conversation.Step.Failed<R>(var thrown) -> {
                fault = thrown;
                end(now);
            }
        }
    }

    private void end(long now) {
        underWay = false;
        LOG.info("A solution asked {} questions in {} ms", round.asked(), now - round.solution());
        work.send.accept(round.numbered(AskedBooks.empty("end")));
    }

    /** Asks again, or gives up, when answers are late. */
    void tick(long now) {
        if (!underWay) {
            return;
        }
        if (now - round.askedAt() >= PATIENCE.toMillis()) {
            LOG.warn(
                    "Not all partitions of the books have answered for {} s; the solution begins anew",
                    PATIENCE.toSeconds());
            cancel();
        } else if (now - round.sentAt() >= AGAIN.toMillis()) {
            work.send.accept(round.askAgain(now));
        }
    }

    /** Ends without a result. The partitions hear of the next solution, or go on by themselves. */
    void cancel() {
        underWay = false;
        if (conversation != null) {
            conversation.cancel();
        }
    }

    boolean isUnderWay() {
        return underWay;
    }

    /** Returns whether it has ended with a result that is published. */
    boolean isComplete() {
        return complete;
    }

    /** Returns what has ended it. */
    Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }
}
