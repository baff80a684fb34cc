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
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/**
 * Threads that each do passes of their own. Where there are texts for all of them, that is faster
 * than one pass whose operations they share: nobody waits for the others after each operation, and
 * what one has just written is in its own cache.
 */
public final class InferenceThreadPool {
    /** What is read of a model is in memory once for each of them. */
    private static final int MOST = 8;

    private final int size;
    private final Executor pool;

    private InferenceThreadPool(int size, Executor pool) {
        this.size = size;
        this.pool = pool;
    }

    /** Whoever calls does one pass after the other. */
    public static InferenceThreadPool none() {
        return new InferenceThreadPool(1, null);
    }

    /**
     * The threads end with the VM.
     *
     * @param passes done at once, if they are no more than {@link #MOST}
     * @param threads of the engine for one operation elsewhere; here they are shared among the
     *     passes
     */
    public static InferenceThreadPool start(int passes, int threads) {
        int size = Math.min(MOST, passes);
        if (size == 1) {
            return none();
        }
        Phaser started = new Phaser(size);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("pass").unstarted(() -> {
                    JniUtils.setNumThreads(Math.max(1, threads / size));
                    // who asks first is given what was last set in any thread, and keeps it
                    JniUtils.getNumThreads();
                    started.arrive();
                    task.run();
                }));
        pool.prestartAllCoreThreads();
        started.awaitAdvance(0);
        JniUtils.setNumThreads(threads); // for all other threads
        return new InferenceThreadPool(size, pool);
    }

    /** How many passes are done at once. */
    public int size() {
        return size;
    }

    /**
     * Does tasks 0, 1, 2, ... on these threads and hands on what they give, in that order and on
     * the caller's thread. Of tasks of which one fails those that have not begun are left out; the
     * others have ended when the failure is thrown.
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
        try {
            for (int i = 0; i < tasks; i++) {
                result.accept(joined(running.get(i)), i);
            }
        } finally {
            enough.set(true);
            running.forEach(one -> one.handle((done, failure) -> null).join());
        }
    }

    private static <T> T joined(CompletableFuture<T> one) {
        try {
            return one.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw e;
            }
        }
    }
}
