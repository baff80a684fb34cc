// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

/**
 * An error in the user's input, such as a broken book, a truncated model or an invalid option. Its
 * message is one sentence that names the file or record and the remedy; the command line prints it
 * and exits with a non-zero code.
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
