// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.system;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Histogram of a live heap: bytes by class, as {@code jcmd PID GC.class_histogram} prints them after a
 * full collection. Fillers are left out: the collector writes them over dead space that it does not
 * compact each time.
 */
public record HeapHistogram(Map<String, Long> bytes) {
    private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    private static final String FILLER = "jdk.internal.vm.Filler";

    public static HeapHistogram parse(List<String> lines) {
        Map<String, Long> bytes = new HashMap<>();
        for (String line : lines) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && !row.group(2).contains(FILLER))
                bytes.merge(row.group(2), Long.valueOf(row.group(1)), Long::sum);
        }
        return new HeapHistogram(bytes);
    }

    public long total() {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Names the classes that have grown most since another histogram. */
    public List<String> grownSince(HeapHistogram before, int most) {
        Map<String, Long> grown = new HashMap<>(bytes);
        before.bytes.forEach((name, size) -> grown.merge(name, -size, Long::sum));
        return grown.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(most)
                .map(entry -> "%s %+d kB".formatted(entry.getKey(), entry.getValue() >> 10))
                .toList();
    }
}
