// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.ByteBuffer;
import java.util.List;
import org.gumshoe.schemas.Activation;

/** What may be made of an activation as it lies in its topic. */
public final class ActivationRecords {
    private ActivationRecords() {}

    /**
     * Sums never forget a number that is none, so whoever sums looks first.
     *
     * @return the same
     * @throws IllegalArgumentException when lengths contradict one another or a component is not
     *     finite
     */
    public static Activation requireSound(Activation activation) {
        int layers = activation.getLayers().size();
        int positions = activation.getOffsets().size();
        boolean sampled = !activation.getPositions().isEmpty();
        boolean sound = layers > 0
                && each(activation.getPooled(), layers, activation.getWidth())
                && (sampled || positions == 0)
                && (!sampled || each(activation.getPositions(), layers, positions * activation.getWidth()));
        if (!sound) {
            throw new IllegalArgumentException("The activation of " + activation.getBook() + "#" + activation.getIndex()
                    + " by the " + activation.getRole() + " model does not hold " + layers + " layers of "
                    + activation.getWidth() + " finite numbers: let the model read the passage again.");
        }
        return activation;
    }

    private static boolean each(List<ByteBuffer> parts, int layers, int length) {
        return parts.size() == layers
                && parts.stream()
                        .allMatch(part -> part.remaining() == 2 * length && finite(HalfPrecision.decode(part)));
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) return false;
        }
        return true;
    }
}
