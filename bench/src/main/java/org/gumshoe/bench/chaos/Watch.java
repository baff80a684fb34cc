// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import org.gumshoe.bench.system.Cluster;

/** Watch of the cluster, shared by all faults that are open at one time. */
final class Watch implements AutoCloseable {
    private static final int INTERVAL_MILLIS = 250;

    private final Cluster cluster;
    private final Thread thread = Thread.ofPlatform().daemon().name("watch").unstarted(this::watch);
    private Cluster.State newest;
    private long looks;
    private volatile boolean closed;

    Watch(Cluster cluster) {
        this.cluster = cluster;
        thread.start();
    }

    private void watch() {
        try {
            while (!closed) {
                Cluster.State seen = cluster.look();
                synchronized (this) {
                    newest = seen;
                    looks++;
                    notifyAll();
                }
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns a look at the cluster that has begun after the call. */
    synchronized Cluster.State next() {
        try {
            for (long last = looks + 2; looks < last; ) wait();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return newest;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
