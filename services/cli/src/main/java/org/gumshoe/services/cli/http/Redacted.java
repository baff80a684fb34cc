// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.http;

import org.gumshoe.VisibleText;

/**
 * Text for a message, without what may be secret in the addresses that it holds: the user and
 * password, and the query, in which servers put signatures.
 */
public final class Redacted {
    private Redacted() {}

    /** Returns a text on one line, cut to what a message may quote. */
    public static String of(Object text) {
        return VisibleText.quoted(
                text.toString().replaceAll("//\\S*@", "//").replaceAll("(//[^\\s?\"]*)\\?[^\\s\"]*", "$1"));
    }
}
