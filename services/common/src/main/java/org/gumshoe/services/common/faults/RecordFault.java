// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

/**
 * Fault of a record in a form that Kafka Streams hands to its exception handlers, which see no
 * {@link Error} and take a {@link ClassCastException} for a fault of the topology.
 */
public final class RecordFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordFault(Throwable cause) {
        super(Faults.sentence(cause), cause);
    }

    public RecordFault(String message) {
        super(message);
    }
}
