// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.PassageCount;
import org.gumshoe.schemas.SteeringChanges;
import org.gumshoe.schemas.SumChange;

/** Report of the sums of one partition that have changed, in records of a bounded size. */
final class ChangeReport {
    /** Changes in one record, whose names are as long as keys at most. */
    private static final int MOST = 500;

    private final int partition;
    private final KeyValueStore<String, PassageCount> counts;
    private final Map<String, PassageCount> changed = new LinkedHashMap<>();
    private final List<SumChange> changes = new ArrayList<>();

    /** @param counts of passages by collection, which follow the changes */
    ChangeReport(int partition, KeyValueStore<String, PassageCount> counts) {
        this.partition = partition;
        this.counts = counts;
    }

    /**
     * Notes a change of a sum; one of both may be null.
     *
     * @param readBy readings of the same role that have the same passages of the book
     */
    void note(SumKey key, BookSum before, BookSum after, List<String> readBy, long now) {
        BookSum either = after == null ? before : after;
        String counted = key.counted();
        PassageCount count = counts.get(counted);
        if (count == null) {
            count = new PassageCount(
                    either.getConcept(),
                    either.getRole(),
                    either.getModel(),
                    either.getLayers(),
                    width(either),
                    key.isOfGeneratedTexts(),
                    0,
                    key.direction());
        }
        count.setPassages(count.getPassages() + passages(after) - passages(before));
        counts.put(counted, count);
        changed.put(counted, count);
        SumCause change = key.isOfGeneratedTexts() ? SumCause.ofTexts(either, now) : SumCause.of(before, after, now);
        changes.add(new SumChange(
                either.getConcept(),
                either.getRole(),
                key.reading(),
                change.kind(),
                change.name(),
                change.at(),
                readBy));
    }

    private static int passages(BookSum sum) {
        return sum == null ? 0 : sum.getPassages();
    }

    private static int width(BookSum sum) {
        int passages = sum.getIndices().size();
        return passages == 0
                ? BookParts.decode(sum).width()
                : sum.getRefinedRows().remaining() / (2 * passages);
    }

    /** Returns the records; none when nothing has changed. */
    List<SteeringChanges> records() {
        List<SteeringChanges> records = new ArrayList<>();
        List<PassageCount> all = List.copyOf(changed.values());
        for (int from = 0; from < Math.max(all.size(), changes.size()); from += MOST) {
            records.add(new SteeringChanges(partition, piece(all, from), piece(changes, from)));
        }
        return records;
    }

    private static <T> List<T> piece(List<T> all, int from) {
        return new ArrayList<>(all.subList(Math.min(from, all.size()), Math.min(from + MOST, all.size())));
    }
}
