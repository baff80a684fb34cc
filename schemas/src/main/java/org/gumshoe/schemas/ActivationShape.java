// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Shape of an activation: in half precision, {@code width} numbers of each layer for the whole
 * passage, {@code offsets} x {@code width} numbers of each layer for its sampled positions, or
 * none, and {@code width} numbers of its word state, or none. All are finite: one that is not would
 * spoil a sum for good.
 */
final class ActivationShape {
    /** Bits of a half-precision number that are all set when it is infinite or no number. */
    private static final int EXPONENT = 0x7c00;

    private ActivationShape() {}

    static Optional<String> violation(Activation activation) {
        int layers = activation.getLayers().size();
        int width = activation.getWidth();
        int positions = activation.getOffsets().size();
        boolean sampled = !activation.getPositions().isEmpty();
        ByteBuffer wordState = activation.getWordState();
        boolean sound = holds(activation.getPooled(), layers, width)
                && (!wordState.hasRemaining() || holds(List.of(wordState), 1, width))
                && (sampled ? holds(activation.getPositions(), layers, (long) positions * width) : positions == 0);
        return sound
                ? Optional.empty()
                : Optional.of("The activation of " + activation.getBook() + "#" + activation.getIndex() + " by the "
                        + activation.getRole() + " model does not hold " + layers + " layers of " + width
                        + " finite numbers: let the model read the passage again.");
    }

    private static boolean holds(List<ByteBuffer> parts, int layers, long numbers) {
        return parts.size() == layers
                && parts.stream().allMatch(part -> part.remaining() == Short.BYTES * numbers && isFinite(part));
    }

    private static boolean isFinite(ByteBuffer part) {
        ByteBuffer bytes = part.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if ((bytes.getShort() & EXPONENT) == EXPONENT) {
                return false;
            }
        }
        return true;
    }
}
