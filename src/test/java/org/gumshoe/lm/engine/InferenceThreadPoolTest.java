// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InferenceThreadPoolTest {
    private static final int ELSEWHERE = 2;

    private static InferenceThreadPool threads;

    @BeforeAll
    static void startTheEngine() {
        TorchRuntime.newManager().close();
        threads = InferenceThreadPool.start(3, ELSEWHERE);
    }

    @AfterAll
    static void asBefore() {
        JniUtils.setNumThreads(TorchRuntime.threads());
    }

    @Test
    void resultsComeInOrderOnTheCallersThread() {
        List<Integer> squares = new ArrayList<>();
        Thread caller = Thread.currentThread();
        threads.run(100, i -> i * i, (square, i) -> {
            assertThat(Thread.currentThread()).isSameAs(caller);
            assertThat(square).isEqualTo(i * i);
            squares.add(square);
        });
        assertThat(squares)
                .isEqualTo(IntStream.range(0, 100).map(i -> i * i).boxed().toList());
    }

    @Test
    void asManyTasksRunAtOnceAsThereAreThreads() {
        CountDownLatch all = new CountDownLatch(3);
        threads.run(
                3,
                i -> {
                    all.countDown();
                    return met(all);
                },
                (met, i) -> assertThat(met).isTrue());
        assertThat(threads.size()).isEqualTo(3);
    }

    @Test
    void theEngineWorksAloneOnEachAndWithAllThreadsElsewhere() throws InterruptedException {
        threads.run(
                6,
                i -> JniUtils.getNumThreads(),
                (count, i) -> assertThat(count).isEqualTo(1));
        AtomicInteger elsewhere = new AtomicInteger();
        Thread.ofPlatform().start(() -> elsewhere.set(JniUtils.getNumThreads())).join();
        assertThat(elsewhere).hasValue(ELSEWHERE);
        assertThat(InferenceThreadPool.start(1, ELSEWHERE).size()).isEqualTo(1);
    }

    @Test
    void aFailureEndsTheRestAndGoesToTheCaller() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        assertThatThrownBy(() -> threads.run(
                        1000,
                        i -> {
                            begun.incrementAndGet();
                            if (i == 0) {
                                throw new BadInputException("The first is bad; leave it out.");
                            }
                            running.incrementAndGet();
                            pause();
                            running.decrementAndGet();
                            return i;
                        },
                        (result, i) -> {}))
                .isInstanceOf(BadInputException.class)
                .hasMessage("The first is bad; leave it out.");
        assertThat(running).as("still running").hasValue(0);
        assertThat(begun.get()).isLessThan(1000);
        assertThatThrownBy(() -> threads.run(5, i -> i, (result, i) -> {
                    throw new IllegalStateException("no room for " + i);
                }))
                .hasMessage("no room for 0");
        threads.run(1, i -> "well", (word, i) -> assertThat(word).isEqualTo("well"));
    }

    @Test
    void anErrorGoesToTheCallerWithWhatOthersHaveThrownAndNoThreadIsLost() {
        for (int round = 0; round < 3; round++) {
            CountDownLatch all = new CountDownLatch(3);
            assertThatThrownBy(() -> threads.run(
                            3,
                            i -> {
                                all.countDown();
                                assertThat(met(all))
                                        .as("as many threads as ever")
                                        .isTrue();
                                if (i > 0) {
                                    throw new NoClassDefFoundError("task " + i);
                                }
                                return i;
                            },
                            (result, i) -> assertThat(result).isZero()))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessage("task 1")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .satisfies(other -> assertThat(other).hasMessage("task 2")));
        }
    }

    /** As where the engine's library cannot be linked; the caller would wait for ever. */
    @Test
    @Timeout(60)
    void aThreadThatCannotBeginIsToldOf() {
        AtomicInteger begun = new AtomicInteger();
        assertThatThrownBy(() -> InferenceThreadPool.start(3, () -> {
                    if (begun.getAndIncrement() == 1) {
                        throw new UnsatisfiedLinkError("no engine");
                    }
                }))
                .isInstanceOf(UnsatisfiedLinkError.class)
                .hasMessage("no engine");
    }

    private static boolean met(CountDownLatch all) {
        try {
            return all.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withoutThreadsTheCallerDoesOneAfterTheOther() {
        Thread caller = Thread.currentThread();
        List<Integer> heard = new ArrayList<>();
        InferenceThreadPool.none()
                .run(
                        3,
                        i -> {
                            assertThat(Thread.currentThread()).isSameAs(caller);
                            assertThat(heard).hasSize(i);
                            return i;
                        },
                        (result, i) -> heard.add(result));
        assertThat(heard).containsExactly(0, 1, 2);
    }
}
