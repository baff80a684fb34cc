// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.config;

/**
 * Exception for a setting or an environment that cannot work, for instance a taken port or a broker
 * that does not answer. Its message is one sentence that also names the remedy.
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
