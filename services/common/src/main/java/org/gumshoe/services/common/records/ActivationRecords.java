// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.ByteBuffer;
import java.util.List;
import org.gumshoe.schemas.Activation;

/** Validation of activation records. */
public final class ActivationRecords {
    private ActivationRecords() {}

    /**
     * Returns the activation if it is sound. Consumers that aggregate activations call it first,
     * because one component that is not isFinite would spoil a sum for good.
     *
     * @throws IllegalArgumentException when lengths contradict one another or a component is not
     *     isFinite
     */
    public static Activation requireSound(Activation activation) {
        int layers = activation.getLayers().size();
        int positions = activation.getOffsets().size();
        boolean sampled = !activation.getPositions().isEmpty();
        boolean sound = layers > 0
                && haveLength(activation.getPooled(), layers, activation.getWidth())
                && (sampled || positions == 0)
                && (!sampled || haveLength(activation.getPositions(), layers, positions * activation.getWidth()));
        if (!sound) {
            throw new IllegalArgumentException(
                    "The activation of " + PassageKey.of(activation).format()
                            + " by the " + activation.getRole() + " model does not hold " + layers + " layers of "
                            + activation.getWidth() + " finite numbers: let the model read the passage again.");
        }
        return activation;
    }

    private static boolean haveLength(List<ByteBuffer> parts, int layers, int length) {
        return parts.size() == layers
                && parts.stream()
                        .allMatch(part -> part.remaining() == 2 * length && isFinite(HalfPrecision.decode(part)));
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) return false;
        }
        return true;
    }
}
