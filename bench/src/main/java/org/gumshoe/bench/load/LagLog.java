// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Log of what the consumer groups have still to read. */
record LagLog(List<Look> looks) {
    /**
     * One look at all groups.
     *
     * @param minutes since the first book
     * @param left records left by consumer group
     */
    record Look(double minutes, Map<String, Long> left) {
        long total() {
            return left.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    LagLog {
        looks = List.copyOf(looks);
    }

    /** Returns what the last look has found to be left. */
    long left() {
        return looks.isEmpty() ? 0 : looks.getLast().total();
    }

    /** Returns since when nothing has been left, up to the last look; empty if something is. */
    OptionalDouble zeroSince() {
        OptionalDouble since = OptionalDouble.empty();
        for (Look look : looks.reversed()) {
            if (look.total() > 0) break;
            since = OptionalDouble.of(look.minutes());
        }
        return since;
    }

    /** Returns the looks of a span of time, its end not among them. */
    LagLog between(double from, double to) {
        return new LagLog(looks.stream()
                .filter(look -> look.minutes() >= from && look.minutes() < to)
                .toList());
    }

    /** Returns a part of all totals: 0 is the least, .5 the median, 1 the largest. */
    long quantile(double part) {
        long[] totals = looks.stream().mapToLong(Look::total).sorted().toArray();
        return totals.length == 0 ? 0 : totals[(int) Math.round(part * (totals.length - 1))];
    }

    /** Returns a table: minutes, consumer group, records left. */
    List<String> rows() {
        return looks.stream()
                .flatMap(look -> look.left().entrySet().stream()
                        .map(group -> "%.3f\t%s\t%d".formatted(look.minutes(), group.getKey(), group.getValue())))
                .toList();
    }

    /** Returns the most that each group has had to read at one time. */
    Map<String, Long> most() {
        Map<String, Long> most = new TreeMap<>();
        looks.forEach(look -> look.left().forEach((group, left) -> most.merge(group, left, Math::max)));
        return most;
    }
}
