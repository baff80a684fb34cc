// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

/**
 * Text from outside (a prompt, a file name, a model's metadata or its story) as it may be shown in a
 * terminal, a log or an error: what would steer a terminal, fake a line or turn the reading
 * direction stands as a visible escape such as {@code \n} or {@code \u202e} (Boucher and Anderson
 * 2021, "Trojan Source").
 */
public final class VisibleText {
    private static final int ERROR_CHARACTERS = 200;

    private VisibleText() {}

    /** Returns a text on one line: line breaks and tabs are escaped too. */
    public static String line(String text) {
        return escaped(text, false);
    }

    /** Returns a text whose line breaks and tabs stay, for stories. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /** Returns a text on one line, cut to what an error message may quote of it. */
    public static String quoted(String text) {
        return line(cut(text, ERROR_CHARACTERS));
    }

    /**
     * Returns at most {@code length} characters (UTF-16) of a text, with an ellipsis where it was
     * longer; no surrogate pair is split.
     */
    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }

    private static String escaped(String text, boolean keepsBreaks) {
        if (text.codePoints().noneMatch(c -> isEscaped(c, keepsBreaks))) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (!isEscaped(c, keepsBreaks)) {
                shown.appendCodePoint(c);
            } else if (c == '\n') {
                shown.append("\\n");
            } else if (c == '\r') {
                shown.append("\\r");
            } else if (c == '\t') {
                shown.append("\\t");
            } else {
                for (char unit : Character.toChars(c)) {
                    shown.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return shown.toString();
    }

    private static boolean isEscaped(int c, boolean keepsBreaks) {
        if (c == '\n' || c == '\t') {
            return !keepsBreaks;
        }
        return Character.isISOControl(c)
                || isDirectional(c)
                || c == 0x2028
                || c == 0x2029
                || c == 0xfeff
                || c >= 0xfff9 && c <= 0xfffb
                || c >= 0xe0000 && c <= 0xe007f
                || c >= 0xd800 && c <= 0xdfff;
    }

    /** Returns whether a character marks, embeds, overrides or isolates a direction (UAX 9). */
    private static boolean isDirectional(int c) {
        return c == 0x61c || c == 0x200e || c == 0x200f || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    }
}
