// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.steer.refine.GroupMoments;

/**
 * The moments of the shelves in use: summed once, then changed with each book, so that a solution
 * costs as much as what has changed.
 */
final class MomentsCache {
    private final Map<String, GroupMoments> kept = new HashMap<>();

    /** @param parts of the shelf's books as they now stand */
    GroupMoments of(String shelf, List<BookSum> parts) {
        return kept.computeIfAbsent(shelf, s -> {
            GroupMoments moments = new GroupMoments(width(parts.getFirst()));
            parts.forEach(part -> moments.addAll(part.getBook(), rows(part)));
            return moments;
        });
    }

    /** Either may be null. */
    void replace(String shelf, BookSum before, BookSum after) {
        GroupMoments moments = kept.get(shelf);
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

    void retain(Set<String> shelves) {
        kept.keySet().retainAll(shelves);
    }

    private static float[][] rows(BookSum part) {
        return HalfPrecision.rows(part.getRefinedRows(), width(part));
    }

    private static int width(BookSum part) {
        return part.getRefinedRows().remaining() / (2 * part.getIndices().size());
    }
}
