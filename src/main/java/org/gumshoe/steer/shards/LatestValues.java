// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of the keys that were asked for last. */
public final class LatestValues<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;
    private final int most;

    /** @param most keys that are kept */
    public LatestValues(int most) {
        super(most, .75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
