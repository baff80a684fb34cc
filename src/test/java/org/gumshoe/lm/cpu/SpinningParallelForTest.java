// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
        SpinningParallelFor crew = new SpinningParallelFor(size);
        for (int round = 0; round < 2000; round++) {
            int count = round % 40;
            AtomicIntegerArray done = new AtomicIntegerArray(count);
            crew.run(count, done::incrementAndGet);
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
        SpinningParallelFor crew = new SpinningParallelFor(2);
        for (int i : new int[] {0, 9}) { // of either thread's range
            assertThatThrownBy(() -> crew.run(10, number -> {
                        if (number == i) {
                            throw new IllegalStateException("enough");
                        }
                    }))
                    .hasMessage("enough");
        }
    }

    @Test
    void callersAtOnceAllGetTheirWorkDone() throws InterruptedException {
        SpinningParallelFor crew = new SpinningParallelFor(3);
        AtomicInteger sum = new AtomicInteger();
        List<Thread> callers = IntStream.range(0, 4)
                .mapToObj(caller -> Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 500; round++) {
                        crew.run(7, i -> sum.incrementAndGet());
                    }
                }))
                .toList();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(sum).hasValue(4 * 500 * 7);
    }
}
