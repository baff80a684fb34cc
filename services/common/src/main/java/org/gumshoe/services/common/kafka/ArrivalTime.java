// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Time at which a record came into the system, in milliseconds since the epoch. A record may come
 * without one (-1), which Kafka takes and Kafka Streams would end with; it comes when it is read.
 */
public final class ArrivalTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return of(record.timestamp());
    }

    /** Returns the time of a record, by its timestamp. */
    static long of(long timestamp) {
        return timestamp >= 0 ? timestamp : System.currentTimeMillis();
    }
}
