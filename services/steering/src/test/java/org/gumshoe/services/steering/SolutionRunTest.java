// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.junit.jupiter.api.Test;

/** Solutions of two partitions, whose answers this test gives. */
class SolutionRunTest {
    private static final long BEGUN = 1_000;

    private final List<SteeringQuestion> sent = new ArrayList<>();
    private final List<String> published = new ArrayList<>();

    private SolutionRun<String> run(Function<Conversation.Partner, String> solve) {
        return new SolutionRun<>(
                new SolutionRun.Work<>(
                        () -> solve,
                        (result, numbered) -> {
                            published.add(result);
                            sent.add(numbered.apply(AskedBooks.empty("publish")));
                        },
                        question ->
                                sent.add(SteeringQuestion.newBuilder(question).build())),
                2,
                BEGUN);
    }

    /** Asks twice and tells the partitions' answers, in their order. */
    private static String askTwice(Conversation.Partner partner) {
        return versions(partner) + " " + versions(partner);
    }

    private static List<Long> versions(Conversation.Partner partner) {
        return partner.ask(AskedBooks.empty("ask")).stream()
                .map(SteeringAnswer::getModelVersion)
                .toList();
    }

    /** @param value by which the test tells answers apart */
    private static SteeringAnswer answer(int partition, int number, long state, long value) {
        return new SteeringAnswer(partition, BEGUN, number, state, value, true, ByteBuffer.allocate(0), "");
    }

    private List<String> kinds() {
        return sent.stream()
                .map(question -> question.getKind() + question.getNumber())
                .toList();
    }

    @Test
    void eachQuestionWaitsForAllPartitionsAndTheResultIsPublishedOnce() {
        SolutionRun<String> run = run(SolutionRunTest::askTwice);
        run.take(answer(1, 0, 11, 0), 0);
        assertThat(kinds()).containsExactly("begin0");
        run.take(answer(0, 0, 10, 0), 0);
        assertThat(kinds()).containsExactly("begin0", "ask1");

        run.take(answer(1, 1, 11, 6), 0);
        run.take(answer(1, 1, 11, 99), 0);
        run.take(answer(0, 0, 10, 99), 0);
        SteeringAnswer ofAnother = answer(0, 1, 10, 99);
        ofAnother.setSolution(BEGUN - 1);
        run.take(ofAnother, 0);
        assertThat(kinds()).as("one partition is missing").hasSize(2);
        run.take(answer(0, 1, 10, 5), 0);
        run.take(answer(0, 2, 10, 7), 0);
        run.take(answer(1, 2, 11, 8), 0);

        assertThat(published).containsExactly("[5, 6] [7, 8]");
        assertThat(kinds()).containsExactly("begin0", "ask1", "ask2", "publish3", "end4");
        assertThat(sent).allMatch(question -> question.getSolution() == BEGUN);
        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.isComplete()).isTrue();
        run.take(answer(1, 2, 11, 8), 0);
        assertThat(published).hasSize(1);
    }

    @Test
    void aPartitionThatHasMovedEndsTheSolution() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        SolutionRun<String> run = run(partner -> {
            try {
                return askTwice(partner);
            } finally {
                gone.countDown();
            }
        });
        run.take(answer(0, 0, 10, 0), 0);
        run.take(answer(1, 0, 11, 0), 0);

        run.take(answer(0, 1, 10, 0), 0);
        run.take(answer(1, 1, 12, 0), 0);

        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.isComplete()).isFalse();
        assertThat(run.fault()).isEmpty();
        assertThat(published).isEmpty();
        assertThat(gone.await(10, TimeUnit.SECONDS)).as("nobody waits any more").isTrue();
    }

    @Test
    void aQuestionIsAskedAgainUntilThePartitionsAreTakenToBeGone() {
        SolutionRun<String> run = run(SolutionRunTest::askTwice);
        run.take(answer(0, 0, 10, 0), BEGUN);
        run.take(answer(1, 0, 11, 0), BEGUN);
        sent.clear();

        run.tick(BEGUN + 9_999);
        assertThat(sent).isEmpty();
        for (long second = 10; second < 50; second++) {
            run.tick(BEGUN + 1000 * second);
        }
        assertThat(kinds()).containsExactly("ask1", "ask1", "ask1", "ask1");
        assertThat(run.isUnderWay()).isTrue();
        run.take(answer(0, 1, 10, 0), BEGUN);
        run.tick(BEGUN + SolutionRun.PATIENCE.toMillis());

        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.isComplete()).isFalse();
    }

    @Test
    void aFaultEndsTheSolutionAndIsKept() {
        SolutionRun<String> run = run(partner -> {
            versions(partner);
            throw new IllegalStateException("a fault");
        });
        run.take(answer(0, 0, 10, 0), 0);
        run.take(answer(1, 0, 11, 0), 0);
        run.take(answer(0, 1, 10, 0), 0);
        run.take(answer(1, 1, 11, 0), 0);

        assertThat(run.isUnderWay()).isFalse();
        assertThat(run.fault()).hasValueSatisfying(fault -> assertThat(fault).hasMessage("a fault"));
        assertThat(kinds()).endsWith("end2");
        assertThat(published).isEmpty();
    }

    @Test
    void anErrorIsThrownWhereTheAnswersCome() {
        SolutionRun<String> run = run(partner -> {
            throw new OutOfMemoryError("made up");
        });
        run.take(answer(0, 0, 10, 0), 0);

        assertThatThrownBy(() -> run.take(answer(1, 0, 11, 0), 0)).hasMessage("made up");
        assertThat(run.isUnderWay()).isFalse();
    }
}
