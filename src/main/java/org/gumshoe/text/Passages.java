// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.List;

/** Passages. */
public final class Passages {
    private Passages() {}

    public static List<Span> split(String text, int words) {
        throw new UnsupportedOperationException();
    }

    public static boolean sampled(int index, int total, int perBook) {
        throw new UnsupportedOperationException();
    }
}
