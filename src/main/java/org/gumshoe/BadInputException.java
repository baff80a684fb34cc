// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

/**
 * Input that Gumshoe cannot use: a broken book, a truncated model, an unknown option value. The
 * message is one sentence that names the file or record and the remedy; the command line prints it
 * as it stands and exits with a non-zero code.
 */
public final class BadInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence: what, where, and what to do about it */
    public BadInputException(String message) {
        super(message);
    }

    /** @param message one sentence: what, where, and what to do about it */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
