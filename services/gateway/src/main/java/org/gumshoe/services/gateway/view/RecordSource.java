// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Optional;
import org.gumshoe.services.common.kafka.Topic;

/** Source of single records, which are read again from their places. */
public interface RecordSource {
    /**
     * Reads a record.
     *
     * @return empty when the broker has compacted or deleted it
     * @throws org.gumshoe.services.common.http.Refusal with status 503 when Kafka does not answer
     */
    <V> Optional<V> read(Topic<V> topic, RecordPlace place);

    /** Returns a source without a broker, which has no record. */
    static RecordSource none() {
        return new RecordSource() {
            @Override
            public <V> Optional<V> read(Topic<V> topic, RecordPlace place) {
                return Optional.empty();
            }
        };
    }
}
