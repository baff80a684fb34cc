// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What keeps a service from working at present, by the part that is in trouble; {@code /ready}
 * tells it. Thread-safe. The parts are few and named by us, so the map stays small.
 */
public final class Troubles {
    /** Name under which Kafka Streams' configuration carries the troubles of its service. */
    public static final String CONFIG = "gumshoe.troubles";

    private static final int MAX_MEMORY_FAILURES = 3;

    private final Map<String, String> sentences = new ConcurrentSkipListMap<>();
    private String recordOutOfMemory = "";
    private int memoryFailures;

    /** Reports that a part does not work, in a sentence. */
    public void report(String part, String sentence) {
        sentences.put(part, sentence);
    }

    /** Reports that a part works again. */
    public void resolve(String part) {
        sentences.remove(part);
    }

    /** Returns a sentence on what does not work; empty when everything does. */
    public Optional<String> sentence() {
        return sentences.values().stream().findFirst();
    }

    /**
     * Counts that the memory did not suffice for a record, and returns whether the record is to
     * blame: whether it has failed three times in a row while threads began anew in between.
     */
    public synchronized boolean blamedForMemory(String position) {
        memoryFailures = position.equals(recordOutOfMemory) ? memoryFailures + 1 : 1;
        recordOutOfMemory = position;
        return memoryFailures >= MAX_MEMORY_FAILURES;
    }

    /** Returns the troubles that a Kafka Streams configuration carries; new ones where it has none. */
    public static Troubles of(Map<String, ?> configs) {
        return configs.get(CONFIG) instanceof Troubles troubles ? troubles : new Troubles();
    }
}
