// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.util.List;
import java.util.Set;

/** A service that takes records one by one, without a broker. */
interface Stage extends AutoCloseable {
    /** Names of the topics that the service reads. */
    Set<String> reads();

    /**
     * Processes a record, and what is due afterwards by the clock.
     *
     * @return the sentences of the dead letters that it has led to
     * @throws AssertionError when a letter tells of nothing foreseen, or the service writes what its
     *     readers refuse
     */
    List<String> process(String topic, RecordInput record) throws Exception;

    @Override
    void close();
}
