// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

/** Place of a record in its topic, from where it can be read again. */
public record RecordPlace(int partition, long offset) {
    static RecordPlace of(FeedRecord record) {
        return new RecordPlace(record.partition(), record.offset());
    }
}
