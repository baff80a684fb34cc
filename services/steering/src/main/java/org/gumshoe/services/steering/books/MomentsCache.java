// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.steer.probe.GroupMoments;

/**
 * Cache of moments, one for each concept, role and reading. Moments are summed once and then
 * updated with each book, so the cost of solving grows with the changes alone. They take megabytes
 * for each concept, and anybody can make up concepts: what has no room is summed anew each time.
 */
final class MomentsCache {
    /** Source of the passages of a collection's books. */
    interface Passages {
        void forEach(BiConsumer<String, float[][]> visitor);
    }

    private final Map<String, GroupMoments> kept = new LinkedHashMap<>();
    private final MemoryRoom room;

    /**
     * Creates a cache.
     *
     * @param room that all caches of the process share
     */
    MomentsCache(MemoryRoom room) {
        this.room = room;
    }

    /**
     * Returns the moments of a collection.
     *
     * @param passages of the collection's books
     */
    GroupMoments of(String collection, int width, Passages passages) {
        GroupMoments known = kept.get(collection);
        if (known != null) {
            return known;
        }
        GroupMoments moments = new GroupMoments(width);
        passages.forEach(moments::addAll);
        if (room.takeForMoments(GroupMoments.bytes(width))) {
            kept.put(collection, moments);
        }
        return moments;
    }

    /** Replaces the sum of a part of a book; either may be null. */
    void replace(String collection, BookSum before, BookSum after) {
        GroupMoments moments = kept.get(collection);
        if (moments == null) {
            return;
        }
        if (before != null) {
            moments.removeAll(before.getBook(), BookParts.rows(before));
        }
        if (after != null) {
            moments.addAll(after.getBook(), BookParts.rows(after));
        }
    }

    void retain(Set<String> collections) {
        kept.entrySet().removeIf(entry -> {
            boolean gone = !collections.contains(entry.getKey());
            if (gone) {
                room.release(GroupMoments.bytes(entry.getValue().width()));
            }
            return gone;
        });
    }
}
