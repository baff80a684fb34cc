// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;
import java.util.Map;

/** Online LDA. */
public final class OnlineLda {
    public OnlineLda(LdaOptions options, List<Guide> guides) {}

    public void add(String book, Bag bag, Map<String, int[]> capitals) {
        throw new UnsupportedOperationException();
    }

    public void flush() {
        throw new UnsupportedOperationException();
    }

    public long updates() {
        throw new UnsupportedOperationException();
    }

    public long passages() {
        throw new UnsupportedOperationException();
    }

    public double lastBound() {
        throw new UnsupportedOperationException();
    }

    public TopicModel snapshot() {
        throw new UnsupportedOperationException();
    }

    public byte[] state() {
        throw new UnsupportedOperationException();
    }

    public static OnlineLda restore(byte[] state) {
        throw new UnsupportedOperationException();
    }
}
