// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share tasks of some ten microseconds, of which hundreds come one after the other: they stay awake for a moment after each, since waking one takes longer than
 * the task. Who calls works too, and waits for nobody who has not begun.
 */
final class Crew {
    private static final long AWAKE_NANOS = 100_000;

    /** As many as work on one operation. */
    private static final class Machine {
        static final Crew CREW = new Crew(Engines.threads());
    }

    private final Thread[] threads;
    private volatile Work work = new Work(0, part -> {});

    private record Work(int parts, IntConsumer task, AtomicInteger begun, AtomicInteger done) {
        Work(int parts, IntConsumer task) {
            this(parts, task, new AtomicInteger(), new AtomicInteger());
        }

        void join() {
            for (int part = begun.getAndIncrement(); part < parts; part = begun.getAndIncrement()) {
                task.accept(part);
                done.incrementAndGet();
            }
        }
    }

    /** The threads end with the VM. @param size with the caller */
    Crew(int size) {
        this.threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().daemon().name("crew-" + i).unstarted(this::serve);
            threads[i].start();
        }
    }

    static Crew ofThisMachine() {
        return Machine.CREW;
    }

    /**
     * Does a task for each of so many numbers, in a range for each thread: threads that take turns in one stretch of memory are no faster than one. The task throws nothing; one
     * caller at a time.
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
    }

    private void serve() {
        Work last = work;
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
