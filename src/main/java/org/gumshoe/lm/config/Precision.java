// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.util.Locale;
import org.gumshoe.BadInputException;

/**
 * The number format in which weights, keys and values are stored and multiplied. The residual
 * stream, norms and rotary embeddings are computed in f32 in either case. The system property
 * {@code gumshoe.precision} chooses it; by default it is BF16 where the processor multiplies bf16
 * natively, which is three times as fast there, and F32 elsewhere.
 */
public enum Precision {
    F32(4, 6),
    BF16(2, 15);

    private static final String PROPERTY = "gumshoe.precision";

    private final int bytes;
    private final int torchScalarType;

    Precision(int bytes, int torchScalarType) {
        this.bytes = bytes;
        this.torchScalarType = torchScalarType;
    }

    /** Returns the bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** Returns PyTorch's code of the format (c10::ScalarType), as TorchScript writes a dtype. */
    public int torchScalarType() {
        return torchScalarType;
    }

    /**
     * Returns the precision that the system property asks for, or the best for this processor.
     *
     * @throws BadInputException when the system property names no precision
     */
    public static Precision ofThisMachine() {
        String requested = System.getProperty(PROPERTY, "auto").toLowerCase(Locale.ROOT);
        return switch (requested) {
            case "auto" -> Processor.multipliesBf16() ? BF16 : F32;
            case "bf16" -> BF16;
            case "f32" -> F32;
            default ->
                throw new BadInputException(
                        "-D" + PROPERTY + "=" + requested + " is not a precision; give f32, bf16 or auto.");
        };
    }
}
