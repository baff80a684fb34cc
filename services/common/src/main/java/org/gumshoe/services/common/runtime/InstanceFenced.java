// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The end of an instance whose name another one has taken. It does not come back, or the two would
 * drive each other out for ever.
 */
public final class InstanceFenced {
    private InstanceFenced() {}

    public static boolean by(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException
                    || cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    /** What has happened, and how both can run. */
    public static String sentence(String service, String instance) {
        return "Another " + service + " has been started against this broker under the same name (instance " + instance
                + ") and has taken over, so this one ends: to run both, start the other with GUMSHOE_INSTANCE=1.";
    }
}
