// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.steer.probe.GroupMoments;

/**
 * Cache of moments, one for each concept, role and reading. Moments are summed once and then
 * updated with each book, so the cost of solving grows with the changes alone. They take megabytes
 * for each concept, and anybody can make up concepts: what has no room is summed anew each time.
 */
final class MomentsCache {
    /** Source of the sums of a collection's books. */
    interface Parts {
        void forEach(Consumer<BookSum> visitor);
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
     * @param parts current sums of the collection's books
     */
    GroupMoments of(String collection, int width, Parts parts) {
        GroupMoments known = kept.get(collection);
        if (known != null) {
            return known;
        }
        GroupMoments moments = new GroupMoments(width);
        parts.forEach(part -> moments.addAll(part.getBook(), BookParts.rows(part)));
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
