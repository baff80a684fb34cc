// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;

/**
 * Limit of versions that are counted up from the newest one in their topic. Each takes a record at
 * least, so a version is hardly higher than its offset; one that is far higher would leave no number
 * for the next.
 */
final class VersionLimit {
    /** Versions that a topic may have had before it was made anew. */
    private static final long FORMER = 1_000_000;

    private VersionLimit() {}

    /** @throws UnreadableRecord when the version cannot have been counted up at this offset */
    static void check(String topic, SpecificRecord record, long offset) {
        long version =
                switch (record) {
                    case ModelAnnouncement model -> model.getVersion();
                    case TopicModelManifest manifest -> manifest.getVersion();
                    case TopicModelRow row -> row.getVersion();
                    default -> 0;
                };
        if (version > FORMER && version - FORMER > offset) {
            throw new UnreadableRecord("Field version of a record of topic " + topic + " is " + version
                    + "; at offset " + offset + " it must not be above " + (FORMER + offset)
                    + ": count up from the newest version in the topic.");
        }
    }
}
