// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.gumshoe.lm.engine.TorchRuntime;

/**
 * Threads that share tasks of some ten microseconds, of which hundreds come one after the other:
 * they stay awake for a moment after each, since waking one takes longer than the task. Who calls
 * works too, and waits for nobody who has not begun: of several callers at once all but one do
 * without help.
 */
final class SpinningParallelFor {
    private static final long AWAKE_NANOS = 100_000;

    /** What it is for reads memory, and more threads than these get no more of it. */
    private static final int MOST = 8;

    /** As many as work on one operation. */
    private static final class Machine {
        static final SpinningParallelFor CREW = new SpinningParallelFor(Math.min(MOST, TorchRuntime.threads()));
    }

    private final Thread[] threads;
    private volatile Work work = new Work(0, part -> {});

    private record Work(
            int parts,
            IntConsumer task,
            AtomicInteger begun,
            AtomicInteger done,
            AtomicReference<RuntimeException> failure) {
        Work(int parts, IntConsumer task) {
            this(parts, task, new AtomicInteger(), new AtomicInteger(), new AtomicReference<>());
        }

        void join() {
            for (int part = begun.getAndIncrement(); part < parts; part = begun.getAndIncrement()) {
                try {
                    task.accept(part);
                } catch (RuntimeException e) {
                    failure.set(e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }
    }

    /** The threads end with the VM. @param size with the caller */
    SpinningParallelFor(int size) {
        this.threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().daemon().name("crew-" + i).unstarted(this::serve);
            threads[i].start();
        }
    }

    static SpinningParallelFor ofThisMachine() {
        return Machine.CREW;
    }

    /**
     * Does a task for each of so many numbers, in one range for each thread: threads that take
     * turns in a stretch of memory are no faster than one.
     */
    void run(int count, IntConsumer task) {
        int parts = threads.length + 1;
        Work mine = new Work(parts, part -> {
            for (int i = count * part / parts; i < count * (part + 1) / parts; i++) {
                task.accept(i);
            }
        });
        work = mine;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        mine.join();
        while (mine.done.get() < parts) {
            Thread.onSpinWait();
        }
        if (mine.failure.get() != null) {
            throw mine.failure.get();
        }
    }

    private void serve() {
        Work last = null;
        long since = System.nanoTime();
        while (true) {
            Work next = work;
            if (next != last) {
                next.join();
                last = next;
                since = System.nanoTime();
            } else if (System.nanoTime() - since < AWAKE_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                since = System.nanoTime();
            }
        }
    }
}
