// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Fault of a record that is refused where it is read: its bytes cannot be decoded, a field is out of
 * bounds, or its key is none of its topic's or not its own. All readers refuse it alike, and the
 * topic's keeper sends it to the dead letters.
 */
public final class UnreadableRecord extends SerializationException {
    private static final long serialVersionUID = 1L;

    UnreadableRecord(String message) {
        super(message);
    }

    UnreadableRecord(SerializationException cause) {
        super(cause.getMessage(), cause);
    }
}
