// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import org.apache.kafka.common.header.Headers;

/**
 * Record of a topic as the feed has read it.
 *
 * @param value null for a tombstone, and for a record of which only the key is read
 * @param live whether it has come since the feed was opened
 */
public record FeedRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        String key,
        Headers headers,
        Object value,
        boolean live) {
    /** Returns the place of the record, which no other one has. */
    public String id() {
        return topic + "-" + partition + "-" + offset;
    }
}
