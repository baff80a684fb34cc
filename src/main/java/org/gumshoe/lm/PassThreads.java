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
    private final Executor threads;

    private PassThreads(int size, Executor threads) {
        this.size = size;
        this.threads = threads;
    }

    /** Whoever calls does one pass after the other. */
    static PassThreads none() {
        return new PassThreads(1, null);
    }

    /** The processors are shared among them. The threads end with the VM. */
    static PassThreads start(int processors) {
        int size = Math.min(MOST, processors);
        if (size == 1) {
            return none();
        }
        Phaser started = new Phaser(size);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                size,
                size,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> Thread.ofPlatform().daemon().name("pass").unstarted(() -> {
                    JniUtils.setNumThreads(processors / size);
                    JniUtils.getNumThreads(); // who asks first is given what was last set in any thread, and keeps it
                    started.arrive();
                    task.run();
                }));
        threads.prestartAllCoreThreads();
        started.awaitAdvance(0);
        JniUtils.setNumThreads(processors); // for all other threads
        return new PassThreads(size, threads);
    }

    /** How many passes are done at once. */
    int size() {
        return size;
    }

    /**
     * Does tasks 0, 1, 2, ... on these threads and hands on what they give, in that order and on the caller's thread. Of tasks of which one fails those that have not begun are left
     * out; the others have ended when the failure is thrown.
     */
    <T> void run(int tasks, IntFunction<T> task, ObjIntConsumer<T> result) {
        if (threads == null) {
            for (int i = 0; i < tasks; i++) {
                result.accept(task.apply(i), i);
            }
            return;
        }
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<T>> running = IntStream.range(0, tasks)
                .mapToObj(i -> CompletableFuture.<T>supplyAsync(() -> enough.get() ? null : task.apply(i), threads))
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
