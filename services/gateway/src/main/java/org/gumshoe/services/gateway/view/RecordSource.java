// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    /**
     * Reads a dead letter and returns the record that it is about.
     *
     * @return empty when the letter is not there any more, or its record cannot be sent again
     * @throws org.gumshoe.services.common.http.Refusal with status 503 when Kafka does not answer
     */
    Optional<ProducerRecord<String, byte[]>> original(RecordPlace letter);

    /** Returns a source without a broker, which has no record. */
    static RecordSource none() {
        return new RecordSource() {
            @Override
            public <V> Optional<V> read(Topic<V> topic, RecordPlace place) {
                return Optional.empty();
            }

            @Override
            public Optional<ProducerRecord<String, byte[]>> original(RecordPlace letter) {
                return Optional.empty();
            }
        };
    }
}
