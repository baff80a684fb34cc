// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.steer.probe.GroupMoments;

/**
 * Cache of moments, one for each concept, role and reading. Moments are summed once and then
 * updated with each book, so the cost of solving grows with the changes alone. They take megabytes
 * for each concept, and anybody can make up concepts: what has no room is summed anew each time.
 */
final class MomentsCache {
    private final Map<String, GroupMoments> kept = new LinkedHashMap<>();
    private final long room = Runtime.getRuntime().maxMemory() / 2;
    private long taken;

    /**
     * Returns the moments of a collection.
     *
     * @param parts current sums of the collection's books
     */
    GroupMoments of(String collection, List<BookSum> parts) {
        GroupMoments known = kept.get(collection);
        if (known != null) {
            return known;
        }
        int width = width(parts.getFirst());
        GroupMoments moments = new GroupMoments(width);
        parts.forEach(part -> moments.addAll(part.getBook(), rows(part)));
        if (taken + GroupMoments.bytes(width) <= room) {
            kept.put(collection, moments);
            taken += GroupMoments.bytes(width);
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
            moments.removeAll(before.getBook(), rows(before));
        }
        if (after != null) {
            moments.addAll(after.getBook(), rows(after));
        }
    }

    void retain(Set<String> collections) {
        kept.keySet().retainAll(collections);
        taken = kept.values().stream()
                .mapToLong(moments -> GroupMoments.bytes(moments.width()))
                .sum();
    }

    private static float[][] rows(BookSum part) {
        return HalfPrecision.rows(part.getRefinedRows(), width(part));
    }

    private static int width(BookSum part) {
        return part.getRefinedRows().remaining() / (2 * part.getIndices().size());
    }
}
