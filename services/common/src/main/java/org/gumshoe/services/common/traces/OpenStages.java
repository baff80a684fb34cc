// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Books that are with a service: from the first passage that enters until all that have entered have
 * left. Kept in memory alone, so a restart forgets them, and bounded in number.
 */
final class OpenStages {
    /** A passage of the same book that comes later than this begins another stage. */
    static final long QUIET_MILLIS = 5_000;

    /** A passage that has not left by then was given up, or waits for what does not come. */
    static final long LONGEST_MILLIS = 3_600_000;

    static final int BOOKS = 1000;

    private final Map<TraceOrigin, Open> books = new LinkedHashMap<>();
    private final List<BookStage> ended = new ArrayList<>();

    /**
     * Time of a book with a service.
     *
     * @param began when its first passage entered, milliseconds since the epoch
     * @param ended when its last passage left
     * @param passages that have left
     */
    record BookStage(TraceOrigin book, long began, long ended, int passages) {}

    private static final class Open {
        private final long began;
        private final BitSet inside = new BitSet();
        private long last;
        private int passages;

        Open(long now) {
            began = now;
            last = now;
        }

        boolean isOver(long now) {
            return now - last >= (inside.isEmpty() ? QUIET_MILLIS : LONGEST_MILLIS);
        }
    }

    void enter(TraceOrigin book, int passage, long now) {
        Open open = books.computeIfAbsent(book, came -> new Open(now));
        open.inside.set(passage);
        open.last = now;
        Iterator<Map.Entry<TraceOrigin, Open>> eldest = books.entrySet().iterator();
        while (books.size() > BOOKS) {
            end(eldest.next());
            eldest.remove();
        }
    }

    /** A passage that is not inside has been counted, or came before this process began. */
    void leave(TraceOrigin book, int passage, long now) {
        Open open = books.get(book);
        if (open != null && open.inside.get(passage)) {
            open.inside.clear(passage);
            open.passages++;
            open.last = now;
        }
    }

    /** Returns the stages that are over, each once. */
    List<BookStage> over(long now) {
        Iterator<Map.Entry<TraceOrigin, Open>> all = books.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<TraceOrigin, Open> book = all.next();
            if (book.getValue().isOver(now)) {
                end(book);
                all.remove();
            }
        }
        List<BookStage> over = List.copyOf(ended);
        ended.clear();
        return over;
    }

    private void end(Map.Entry<TraceOrigin, Open> book) {
        Open open = book.getValue();
        if (open.passages > 0) {
            ended.add(new BookStage(book.getKey(), open.began, open.last, open.passages));
        }
    }
}
