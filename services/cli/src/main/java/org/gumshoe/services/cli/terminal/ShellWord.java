// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.terminal;

import java.util.regex.Pattern;

/** Word of a command that is shown to be copied; it comes from anybody and must stay one word. */
public final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_.,:/@%+-]+");

    private ShellWord() {}

    /** Returns a text as the shell reads it back: in quotes where it means more without. */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
