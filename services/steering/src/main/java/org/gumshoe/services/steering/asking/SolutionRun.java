// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.asking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Solution under way. It makes all partitions sum what has changed and then keep their books as they
 * are, asks them in a thread of its own, publishes what it comes to, and lets them go on. Where a
 * partition has moved or does not answer, it ends without a result.
 *
 * @param <R> what it comes to
 */
public final class SolutionRun<R> {
    private static final Logger LOG = LoggerFactory.getLogger(SolutionRun.class);

    /** Without the beginning of all partitions for so long a solution begins anew. */
    private static final long PATIENCE_MILLIS = 300_000;

    /** Partner that sequential code asks. */
    @FunctionalInterface
    public interface Partner {
        /** Asks a question and waits for the answers, in the order of partitions. */
        List<SteeringAnswer> ask(SteeringQuestion question);
    }

    /**
     * Work of a solution.
     *
     * @param begin is called once all partitions have begun, and returns sequential code that asks them
     * @param publish takes the result
     * @param commands takes what the partitions are to do
     * @param thread runs the code
     */
    public record Work<R>(
            Supplier<Function<Partner, R>> begin,
            Consumer<R> publish,
            Consumer<SteeringQuestion> commands,
            Executor thread) {}

    /** End of a solution whose books are not the same any more. */
    private static final class Moved extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final Work<R> work;
    private final BookLine line;
    private final long solution;
    private final Map<Integer, Long> states = new TreeMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private FutureTask<R> result;
    private boolean underWay = true;
    private boolean complete;
    private Throwable fault;

    /**
     * Begins a solution.
     *
     * @param now also the number of the solution
     */
    public SolutionRun(Work<R> work, BookLine line, long now) {
        this.work = work;
        this.line = line;
        solution = now;
        work.commands.accept(command("begin"));
    }

    private SteeringQuestion command(String kind) {
        SteeringQuestion command = AskedBooks.empty(kind);
        command.setSolution(solution);
        return command;
    }

    /** Takes the word of a partition that it has begun, or that it is in other hands. */
    public void take(SteeringAnswer begun, long now) {
        if (!underWay) {
            return;
        }
        if (begun.getSolution() == solution) {
            states.putIfAbsent(begun.getPartition(), begun.getState());
        }
        if (result == null && states.size() == line.partitions()) {
            Function<Partner, R> code = work.begin.get();
            result = new FutureTask<>(() -> code.apply(this::ask));
            work.thread.execute(result);
            tick(now);
        } else if (begun.getState() != states.getOrDefault(begun.getPartition(), begun.getState())) {
            LOG.info("Partition {} of the books has moved; the solution begins anew", begun.getPartition());
            cancel();
        }
    }

    /** Asks in the solution's thread. */
    private List<SteeringAnswer> ask(SteeringQuestion question) {
        question.setSolution(solution);
        question.setNumber(questions.incrementAndGet());
        try {
            List<SteeringAnswer> answers = line.ask(question);
            boolean same = answers.size() == line.partitions()
                    && answers.stream().allMatch(answer -> answer.getState() == states.get(answer.getPartition()));
            if (!same) {
                throw new Moved();
            }
            return answers;
        } catch (InterruptedException cancelled) {
            Thread.currentThread().interrupt();
            throw new Moved();
        }
    }

    /** Publishes what the code has come to, once it has. */
    public void tick(long now) {
        if (underWay && result == null && now - solution >= PATIENCE_MILLIS) {
            LOG.warn("Not all partitions of the books have begun with the solution; it begins anew");
            cancel();
        }
        if (!underWay || result == null || !result.isDone()) {
            return;
        }
        underWay = false;
        try {
            work.publish.accept(result.get());
            complete = true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Moved) {
                LOG.info("A partition of the books has moved or does not answer; the solution begins anew");
            } else {
                fault = e.getCause();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a result that is done does not wait", e);
        }
        LOG.info("A solution asked {} questions in {} ms", questions.get(), now - solution);
        SteeringQuestion end = command("end");
        end.setNumber(questions.get());
        work.commands.accept(end);
    }

    /** Returns a command with the number of the solution. */
    public SteeringQuestion numbered(SteeringQuestion command) {
        command.setSolution(solution);
        return command;
    }

    /** Ends without a result. The partitions hear of the next solution, or go on by themselves. */
    public void cancel() {
        underWay = false;
        if (result != null) {
            result.cancel(true);
        }
    }

    public boolean isUnderWay() {
        return underWay;
    }

    /** Returns whether it has ended with a result that is published. */
    public boolean isComplete() {
        return complete;
    }

    /** Returns what has ended it. */
    public Optional<Throwable> fault() {
        return Optional.ofNullable(fault);
    }
}
