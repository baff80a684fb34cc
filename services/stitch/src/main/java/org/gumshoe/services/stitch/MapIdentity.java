// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.util.List;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchSums;

/**
 * Identity of a stitch map: the models and layers that it connects, and their announcement.
 *
 * @param weakModel SHA-256
 * @param strongModel SHA-256
 * @param strongWidth of one layer
 * @param epoch increases with each announcement
 */
record MapIdentity(
        String weakModel,
        String strongModel,
        int weakLayer,
        List<Integer> strongLayers,
        int weakWidth,
        int strongWidth,
        long epoch) {
    MapIdentity {
        strongLayers = List.copyOf(strongLayers);
    }

    static MapIdentity of(StitchPair pair) {
        return new MapIdentity(
                pair.getWeakModel(),
                pair.getStrongModel(),
                pair.getWeakLayer(),
                pair.getStrongLayers(),
                pair.getWeakWidth(),
                pair.getStrongWidth(),
                pair.getEpoch());
    }

    static MapIdentity of(StitchSums sums) {
        return new MapIdentity(
                sums.getWeakModel(),
                sums.getStrongModel(),
                sums.getWeakLayer(),
                sums.getStrongLayers(),
                sums.getWeakWidth(),
                sums.getStrongWidth(),
                sums.getEpoch());
    }

    /** Returns the width of all strong layers together. */
    int stackedWidth() {
        return strongWidth * strongLayers.size();
    }

    /** Returns whether maps of this identity have the same record keys as those of the other. */
    boolean hasKeysOf(MapIdentity other) {
        return weakLayer == other.weakLayer
                && strongLayers.equals(other.strongLayers)
                && strongWidth == other.strongWidth;
    }
}
