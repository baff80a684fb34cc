// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.gumshoe.services.common.faults.Faults;

/**
 * Failure of an instance whose name another instance has taken. The instance stays down, because
 * otherwise the two would fence each other for ever.
 */
public final class InstanceFenced {
    private InstanceFenced() {}

    /** Returns whether a failure comes from being fenced. */
    public static boolean by(Throwable failure) {
        return Faults.causes(failure).stream().anyMatch(FencedInstanceIdException.class::isInstance);
    }

    /** Says what has happened and how both instances can run. */
    public static String sentence(String service, String instance) {
        return "Another " + service + " has been started against this broker under the same name (instance " + instance
                + ") and has taken over, so this one ends: to run both, start the other with GUMSHOE_INSTANCE=1.";
    }
}
