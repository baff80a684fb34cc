// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrewTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyNumberOnceAndAllBeforeItReturns(int size) {
        Crew crew = new Crew(size);
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
}
