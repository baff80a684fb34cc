// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

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
 * Threads that each do passes of their own. Where there are texts for all of them, that is faster than one pass whose operations they share: nobody waits for the others after
 * each operation, and what one has just written is in its own cache.
 */
final class PassThreads {
    /** What is read of a model is in memory once for each of them. */
    private static final int MOST = 8;

    private final int size;
    private final Executor pool;

    private PassThreads(int size, Executor pool) {
        this.size = size;
        this.pool = pool;
    }

    /** Whoever calls does one pass after the other. */
    static PassThreads none() {
        return new PassThreads(1, null);
    }

    /**
     * The threads end with the VM.
     *
     * @param passes done at once, if they are no more than {@link #MOST}
     * @param threads of the engine for one operation elsewhere; here they are shared among the passes
     */
    static PassThreads start(int passes, int threads) {
        int size = Math.min(MOST, passes);
        if (size == 1) {
            return none();
        }
        PassThreads all = start(size, () -> {
            JniUtils.setNumThreads(Math.max(1, threads / size));
            JniUtils.getNumThreads(); // who asks first is given what was last set in any thread, and keeps it
        });
        JniUtils.setNumThreads(threads); // for all other threads
        return all;
    }

    /** @param first what each of the threads begins with; where it fails in one, there are none and the failure is thrown */
    static PassThreads start(int size, Runnable first) {
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
        return new PassThreads(size, pool);
    }

    /** How many passes are done at once. */
    int size() {
        return size;
    }

    /**
     * Does tasks 0, 1, 2, ... on these threads and hands on what they give, in that order and on the caller's thread. Of tasks of which one fails those that have not begun are left
     * out; the others have ended when the failure is thrown, and what they have thrown is suppressed in it.
     */
    <T> void run(int tasks, IntFunction<T> task, ObjIntConsumer<T> result) {
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
