// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.asking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.junit.jupiter.api.Test;

/** Solutions of two partitions, whose books this test opens. */
class SolutionRunTest {
    private static final long BEGUN = 1_000;

    private final BookLine line = BookLine.within(2);
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<SteeringQuestion> sent = new ArrayList<>();
    private final List<String> published = new ArrayList<>();

    private SolutionRun<String> run(Function<SolutionRun.Partner, String> solve) {
        return new SolutionRun<>(
                new SolutionRun.Work<>(() -> solve, published::add, sent::add, threads::add), line, BEGUN);
    }

    /** Asks twice and tells the partitions' answers, in their order. */
    private static String askTwice(SolutionRun.Partner partner) {
        return versions(partner) + " " + versions(partner);
    }

    private static List<Long> versions(SolutionRun.Partner partner) {
        return partner.ask(AskedBooks.empty("ask")).stream()
                .map(SteeringAnswer::getModelVersion)
                .toList();
    }

    /** Opens a partition, which answers with its state and the number of the question. */
    private OpenBooks open(int partition, long state) {
        OpenBooks books = new OpenBooks(
                partition,
                BEGUN,
                state,
                question -> empty().setSolution(question.getSolution())
                        .setNumber(question.getNumber())
                        .setModelVersion(100 * state + question.getNumber())
                        .build());
        line.open(books);
        return books;
    }

    private static SteeringAnswer.Builder empty() {
        return SteeringAnswer.newBuilder()
                .setPartition(0)
                .setState(0)
                .setSolution(0)
                .setNumber(0)
                .setModelVersion(0)
                .setWithWords(true)
                .setSums(ByteBuffer.allocate(0))
                .setRefusal("");
    }

    private static SteeringAnswer begun(int partition, long solution, long state) {
        return empty().setPartition(partition)
                .setSolution(solution)
                .setState(state)
                .build();
    }

    private SolutionRun<String> begin(Function<SolutionRun.Partner, String> solve) {
        open(0, 10);
        open(1, 11);
        SolutionRun<String> run = run(solve);
        run.take(begun(1, BEGUN, 11), 0);
        run.take(begun(0, BEGUN, 10), 0);
        return run;
    }

    private List<String> kinds() {
        return sent.stream().map(SteeringQuestion::getKind).toList();
    }

    @Test
    void aSolutionWaitsForAllPartitionsAndIsPublishedOnce() {
        open(0, 10);
        open(1, 11);
        SolutionRun<String> run = run(SolutionRunTest::askTwice);
        run.take(begun(1, BEGUN - 1, 11), 0);
        run.take(begun(1, BEGUN, 11), 0);
        run.take(begun(1, BEGUN, 11), 0);
        assertThat(threads).as("one partition is missing").isEmpty();
        run.take(begun(0, BEGUN, 10), 0);
        run.tick(0);
        assertThat(published).as("before it is solved").isEmpty();

        threads.remove().run();
        run.tick(0);

        assertThat(published).containsExactly("[1001, 1101] [1002, 1102]");
        assertThat(kinds()).containsExactly("begin", "end");
        assertThat(sent).allMatch(question -> question.getSolution() == BEGUN);
        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.isComplete()).isTrue();
        run.tick(0);
        assertThat(published).hasSize(1);
    }

    @Test
    void aPartitionThatSaysThatItHasMovedEndsTheSolution() {
        SolutionRun<String> run = begin(SolutionRunTest::askTwice);

        run.take(begun(1, 0, 0), 0);
        threads.remove().run();
        run.tick(0);

        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.isComplete()).isFalse();
        assertThat(run.fault()).isEmpty();
        assertThat(published).isEmpty();
    }

    @Test
    void anAnswerOfOtherBooksEndsTheSolution() {
        SolutionRun<String> run = begin(SolutionRunTest::askTwice);
        open(1, 12);
        threads.remove().run();
        run.tick(0);

        assertThat(run.isComplete()).isFalse();
        assertThat(run.fault()).isEmpty();
        assertThat(published).isEmpty();
    }

    @Test
    void booksThatAreClosedEndTheSolution() {
        SolutionRun<String> run = begin(SolutionRunTest::askTwice);
        OpenBooks other = open(1, 11);
        line.close(other);
        threads.remove().run();
        run.tick(0);

        assertThat(run.isComplete()).isFalse();
        assertThat(run.fault()).isEmpty();
    }

    @Test
    void aSolutionThatNotAllPartitionsBeginEndsByItself() {
        SolutionRun<String> run = run(SolutionRunTest::askTwice);
        run.take(begun(1, BEGUN, 11), BEGUN);
        run.tick(BEGUN + 299_999);
        assertThat(run.isUnderWay()).isTrue();
        run.tick(BEGUN + 300_000);
        assertThat(run.isUnderWay()).isFalse();
    }

    @Test
    void aFaultEndsTheSolutionAndIsKept() {
        SolutionRun<String> run = begin(partner -> {
            versions(partner);
            throw new OutOfMemoryError("made up");
        });
        threads.remove().run();
        run.tick(0);

        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.fault()).hasValueSatisfying(fault -> assertThat(fault).hasMessage("made up"));
        assertThat(kinds()).endsWith("end");
        assertThat(published).isEmpty();
    }
}
