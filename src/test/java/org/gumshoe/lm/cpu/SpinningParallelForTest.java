// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpinningParallelForTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyNumberOnceAndAllBeforeItReturns(int size) {
        SpinningParallelFor parallelFor = new SpinningParallelFor(size);
        for (int round = 0; round < 2000; round++) {
            int count = round % 40;
            AtomicIntegerArray done = new AtomicIntegerArray(count);
            parallelFor.run(count, done::incrementAndGet);
            for (int i = 0; i < count; i++) {
                assertThat(done.get(i)).isEqualTo(1);
            }
            if (round % 200 == 0) { // so that they fall asleep
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    @Test
    void whatATaskThrowsGoesToTheCaller() {
        SpinningParallelFor parallelFor = new SpinningParallelFor(2);
        for (int i : new int[] {0, 9}) { // of either thread's range
            assertThatThrownBy(() -> parallelFor.run(10, number -> {
                        if (number == i) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .hasMessage("enough");
        }
    }

    /** Each thread has one of the parts, so that only a pool that has them all gets by. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anErrorOfAnyThreadGoesToTheCallerOnceAllHaveEndedAndNoThreadIsLost(boolean ofTheCaller) {
        SpinningParallelFor parallelFor = new SpinningParallelFor(3);
        Thread caller = Thread.currentThread();
        for (int round = 0; round < 3; round++) {
            CyclicBarrier together = new CyclicBarrier(3);
            AtomicInteger well = new AtomicInteger();
            assertThatThrownBy(() -> parallelFor.run(3, part -> {
                        await(together);
                        if (Thread.currentThread() == caller == ofTheCaller) {
                            throw new NoClassDefFoundError("part " + part);
                        }
                        LockSupport.parkNanos(5_000_000); // so that it outlasts who fails
                        well.incrementAndGet();
                    }))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(ofTheCaller ? 0 : 1));
            assertThat(well).as("the others have ended").hasValue(ofTheCaller ? 2 : 1);
        }
        CyclicBarrier together = new CyclicBarrier(3);
        parallelFor.run(3, part -> await(together));
    }

    @Test
    void anErrorThatSeveralThreadsThrowIsThrownOnce() {
        SpinningParallelFor parallelFor = new SpinningParallelFor(2);
        Error same = new OutOfMemoryError("as the VM has made it beforehand");
        assertThatThrownBy(() -> parallelFor.run(2, part -> {
                    throw same;
                }))
                .isSameAs(same)
                .hasNoSuppressedExceptions();
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("a thread is missing", e);
        }
    }

    @Test
    void callersAtOnceAllGetTheirWorkDone() throws InterruptedException {
        SpinningParallelFor parallelFor = new SpinningParallelFor(3);
        AtomicInteger sum = new AtomicInteger();
        List<Thread> callers = IntStream.range(0, 4)
                .mapToObj(caller -> Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 500; round++) {
                        parallelFor.run(7, i -> sum.incrementAndGet());
                    }
                }))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(sum).hasValue(4 * 500 * 7);
    }
}
