// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.gumshoe.lm.engine.TorchRuntime;

/**
 * A parallel for loop over threads that spin between runs, for loops of some ten microseconds that
 * follow one another by the hundred: waking a thread takes longer than such a loop. The caller
 * takes part. Workers see only the newest run(), so a concurrent caller may do all parts of its own
 * loop.
 */
final class SpinningParallelFor {
    private static final long SPIN_NANOS = 100_000;

    /** Numbers between two threads' counters, which must not share a line of the cache. */
    private static final int APART = 32;

    /** The limit of threads: the loops are bound by memory bandwidth, which more do not raise. */
    private static final int MAX_THREADS = 8;

    /** The holder of the instance with as many threads as share one operation of the engine. */
    private static final class Machine {
        static final SpinningParallelFor INSTANCE =
                new SpinningParallelFor(Math.min(MAX_THREADS, TorchRuntime.threads()));
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
                    // an Error too: the caller hears of it, and the thread goes on
                } catch (Throwable e) {
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

    /**
     * Starts the threads; they end with the VM.
     *
     * @param size number of threads, the caller included
     */
    SpinningParallelFor(int size) {
        this.threads = new Thread[size - 1];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().daemon().name("parallel-for-" + i).unstarted(this::serve);
            threads[i].start();
        }
    }

    static SpinningParallelFor ofThisMachine() {
        return Machine.INSTANCE;
    }

    /**
     * Runs {@code task} for each index below {@code count}. Each thread gets one contiguous range,
     * since threads that interleave in memory are no faster than one; who is done with it takes
     * what is left of the others'.
     *
     * <p>What a task throws, an Error included, ends its thread's part in the loop and reaches the caller after all
     * threads have ended.
     */
    void run(int count, IntConsumer task) {
        int parts = threads.length + 1;
        AtomicIntegerArray next = new AtomicIntegerArray(parts * APART);
        for (int part = 0; part < parts; part++) {
            next.setPlain(part * APART, begin(count, part, parts));
        }
        Work mine = new Work(parts, part -> {
            for (int of = part; of < part + parts; of++) {
                int counter = of % parts * APART;
                int end = begin(count, of % parts + 1, parts);
                for (int i = next.getAndIncrement(counter); i < end; i = next.getAndIncrement(counter)) {
                    task.accept(i);
                }
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

    private static int begin(int count, int part, int parts) {
        return (int) ((long) count * part / parts);
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
            } else if (System.nanoTime() - since < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                since = System.nanoTime();
            }
        }
    }
}
