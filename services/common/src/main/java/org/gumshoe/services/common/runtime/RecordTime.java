// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Time of a record in a topology. Other clients than Kafka's own can send a record without one, at
 * which Kafka Streams by itself ends its thread; it has the time of the latest record before it.
 */
public final class RecordTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long latest) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, latest);
    }
}
