// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text;

import java.util.List;
import java.util.Map;

/** Words. */
public final class Words {
    private Words() {}

    public static List<String> tokens(String text) {
        throw new UnsupportedOperationException();
    }

    public static Map<String, int[]> capitals(String text) {
        throw new UnsupportedOperationException();
    }
}
