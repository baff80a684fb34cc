// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room in memory that all partitions of a process share for what they can make again: moments, which are
 * dear to make, and the records of books, which are read from disk without it.
 */
public final class MemoryRoom {
    private final AtomicLong left;

    /** Room that records leave to moments. */
    private final long forMoments;

    MemoryRoom(long bytes) {
        left = new AtomicLong(bytes);
        forMoments = bytes / 5;
    }

    /** Returns the room of a process: five eighths of its memory. */
    public static MemoryRoom ofProcess() {
        return new MemoryRoom(Runtime.getRuntime().maxMemory() / 8 * 5);
    }

    /** Takes room for moments, if there is any. */
    boolean takeForMoments(long bytes) {
        return take(bytes, 0);
    }

    /** Takes room for records, if there is more than moments may need. */
    boolean takeForRecords(long bytes) {
        return take(bytes, forMoments);
    }

    private boolean take(long bytes, long least) {
        if (left.addAndGet(-bytes) >= least) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void release(long bytes) {
        left.addAndGet(bytes);
    }
}
