// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/**
 * A pool of threads that each run whole forward passes. With enough batches for all of them this is
 * faster than one pass whose operations they share: no thread waits for the others after each
 * operation, and what a thread has just written is in its own cache.
 */
public final class InferenceThreadPool {
    /** The limit of threads, since each holds the activations of its own batch. */
    private static final int MAX_THREADS = 8;

    private final int size;
    private final Executor pool;

    private InferenceThreadPool(int size, Executor pool) {
        this.size = size;
        this.pool = pool;
    }

    /** Returns a pool without threads: the caller runs one pass after the other. */
    public static InferenceThreadPool none() {
        return new InferenceThreadPool(1, null);
    }

    /**
     * Starts a pool whose threads end with the VM.
     *
     * @param passes forward passes that run at once, at most {@link #MAX_THREADS}
     * @param threads threads that the engine uses for one operation outside of the pool; in the
     *     pool the passes divide them
     */
    public static InferenceThreadPool start(int passes, int threads) {
        int size = Math.min(MAX_THREADS, passes);
        if (size == 1) {
            return none();
        }
        InferenceThreadPool all = start(size, () -> {
            JniUtils.setNumThreads(Math.max(1, threads / size));
            // the first getNumThreads() of a thread binds the number that any thread set last
            JniUtils.getNumThreads();
        });
        JniUtils.setNumThreads(threads); // for all other threads
        return all;
    }

    /**
     * Starts the threads.
     *
     * @param first what each thread begins with; where it fails in one, the pool ends and the
     *     failure is thrown
     */
    static InferenceThreadPool start(int size, Runnable first) {
        Phaser started = new Phaser(size);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("pass").unstarted(() -> {
                    try {
                        first.run();
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        started.arrive();
                    }
                    task.run();
                }));
        pool.prestartAllCoreThreads();
        started.awaitAdvance(0);
        if (failure.get() != null) {
            pool.shutdown();
            throw unchecked(failure.get());
        }
        return new InferenceThreadPool(size, pool);
    }

    /** Returns the number of passes that run at once. */
    public int size() {
        return size;
    }

    /**
     * Runs tasks 0, 1, 2, ... on these threads and passes their results to {@code result}, in that
     * order and on the caller's thread. When a task or {@code result} fails, tasks that have not
     * begun are skipped, and the failure is thrown after the running ones have ended; what they
     * throw is suppressed in it.
     */
    public <T> void run(int tasks, IntFunction<T> task, ObjIntConsumer<T> result) {
        if (pool == null) {
            for (int i = 0; i < tasks; i++) {
                result.accept(task.apply(i), i);
            }
            return;
        }
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<T>> running = IntStream.range(0, tasks)
                .mapToObj(i -> CompletableFuture.<T>supplyAsync(() -> enough.get() ? null : task.apply(i), pool))
                .toList();
        Throwable first = null;
        try {
            for (int i = 0; i < tasks; i++) {
                result.accept(joined(running.get(i)), i);
            }
        } catch (Throwable e) {
            first = e;
            throw e;
        } finally {
            enough.set(true);
            for (CompletableFuture<T> one : running) {
                Throwable failure = one.handle((done, thrown) -> thrown == null ? null : cause(thrown))
                        .join();
                if (failure != null && failure != first) {
                    first.addSuppressed(failure);
                }
            }
        }
    }

    private static <T> T joined(CompletableFuture<T> one) {
        try {
            return one.join();
        } catch (CompletionException e) {
            throw unchecked(cause(e));
        }
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    /** @throws Error when it is one */
    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException failure -> failure;
            case Error failure -> throw failure;
            default -> new CompletionException(thrown);
        };
    }
}
