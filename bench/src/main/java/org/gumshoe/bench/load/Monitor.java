// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.bench.system.Cluster;
import org.gumshoe.bench.system.ProcessSample;

/**
 * Monitor of a running system: looks at its consumer groups every two seconds, and at its processes
 * near the end of each pause, when what is only on its way is not in their heaps.
 */
final class Monitor implements AutoCloseable {
    private static final long LOOK_MILLIS = 2000;
    private static final long BEFORE_THE_END_MILLIS = 5000;

    private final Cluster cluster;
    private final long begin;
    private final Map<String, List<ProcessSample>> samples = new LinkedHashMap<>();
    private final List<LagLog.Look> looks = new ArrayList<>();
    private final List<Thread> threads;
    private volatile boolean closed;

    /** @param begin when the first book is due, in milliseconds since the epoch */
    Monitor(Cluster cluster, long begin) {
        this.cluster = cluster;
        this.begin = begin;
        threads = List.of(
                every(LOOK_MILLIS, 0, this::look),
                every(Schedule.CYCLE_MILLIS, Schedule.CYCLE_MILLIS - BEFORE_THE_END_MILLIS, this::sample));
    }

    private Thread every(long millis, long first, Runnable watch) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                for (long due = begin + first; !closed; due += millis) {
                    Thread.sleep(Math.max(0, due - System.currentTimeMillis()));
                    watch.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private double minutes() {
        return (System.currentTimeMillis() - begin) / 60_000.0;
    }

    private void look() {
        double at = minutes();
        var state = cluster.look();
        synchronized (this) {
            looks.add(new LagLog.Look(at, state.left()));
        }
    }

    private void sample() {
        for (String name : cluster.names()) {
            try {
                ProcessSample sample =
                        ProcessSample.take(minutes(), cluster.child(name).pid());
                synchronized (this) {
                    samples.computeIfAbsent(name, none -> new ArrayList<>()).add(sample);
                }
            } catch (IOException e) {
                System.err.println(name + " is not sampled: " + e.getMessage());
            }
        }
        System.err.printf("%5.1f min, %d records left%n", minutes(), lags().left());
    }

    synchronized LagLog lags() {
        return new LagLog(looks);
    }

    /** Returns the samples so far by process. */
    synchronized Map<String, List<ProcessSample>> samples() {
        Map<String, List<ProcessSample>> copy = new LinkedHashMap<>();
        samples.forEach((name, of) -> copy.put(name, List.copyOf(of)));
        return copy;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
