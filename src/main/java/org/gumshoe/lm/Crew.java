// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share tasks of some ten microseconds, of which hundreds come one after the other: they stay awake for a moment after each, since waking one takes longer than
 * the task. Who calls works too, and waits for nobody who has not begun: of several callers at once all but one do without help.
 */
final class Crew {
    private static final long AWAKE_NANOS = 100_000;

    /** What it is for reads memory, and more threads than these get no more of it. */
    private static final int MOST = 8;

    /** As many as work on one operation. */
    private static final class Machine {
        static final Crew CREW = new Crew(Math.min(MOST, Engines.threads()));
    }

    private final Thread[] threads;
    private volatile Work work = new Work(0, part -> {});

    private record Work(
            int parts, IntConsumer task, AtomicInteger begun, AtomicInteger done, AtomicReference<Throwable> failure) {
        Work(int parts, IntConsumer task) {
            this(parts, task, new AtomicInteger(), new AtomicInteger(), new AtomicReference<>());
        }

        void join() {
            for (int part = begun.getAndIncrement(); part < parts; part = begun.getAndIncrement()) {
                try {
                    task.accept(part);
                } catch (Throwable e) { // an Error too: the caller hears of it, and the thread goes on
                    failed(e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        private void failed(Throwable e) {
            Throwable first = failure.compareAndExchange(null, e);
            if (first != null && first != e) {
                first.addSuppressed(e);
            }
        }

        /** Throws what the first failed part threw, the others' failures suppressed. */
        void orThrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new CompletionException(e);
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
     * Does a task for each of so many numbers, in one range for each thread: threads that take turns in a stretch of memory are no faster than one. What a task throws, an Error
     * included, ends its range and reaches the caller once all ranges have ended.
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
        mine.orThrow();
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
