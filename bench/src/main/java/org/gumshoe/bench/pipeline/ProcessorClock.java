// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.pipeline;

import java.time.Instant;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.gumshoe.bench.system.TimedResult;

/** A clock that remembers, every tenth of a second, how long the processors have worked for this process. */
final class ProcessorClock implements AutoCloseable {
    private static final long PAUSE_MILLIS = 100;

    private final ConcurrentNavigableMap<Instant, Double> seconds = new ConcurrentSkipListMap<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("processor-clock").unstarted(this::look);

    ProcessorClock() {
        note();
        thread.start();
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                note();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note() {
        seconds.put(Instant.now(), TimedResult.processorSeconds());
    }

    /** Returns the seconds of the processors between two times. */
    double seconds(Instant begin, Instant end) {
        note();
        return seconds.floorEntry(end).getValue() - seconds.ceilingEntry(begin).getValue();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
