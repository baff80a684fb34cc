// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

/** Refusal of a record that breaks the bounds of its schema; the message is one sentence. */
public final class OutOfBoundsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfBoundsException(String message) {
        super(message);
    }
}
