// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.config;

/**
 * A setting or an environment that cannot work: a taken port, a broker that does not answer. The
 * message is one sentence with its remedy.
 */
public final class BadSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence: what, where, and what to do about it */
    public BadSettingsException(String message) {
        super(message);
    }

    /** @param message one sentence: what, where, and what to do about it */
    public BadSettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
