// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/**
 * The number format in which weights, keys and values are stored and multiplied. The residual
 * stream, norms and rotary embeddings are computed in f32 in any case. The system property
 * {@code gumshoe.precision} chooses it; by default it is BF16 where the processor multiplies bf16
 * natively, which is three times as fast there, INT8 on other x86 processors of AVX2 (where Linux
 * lists it), and F32 elsewhere.
 */
public enum Precision {
    F32(4, 6),
    BF16(2, 15),

    /** Weights of the blocks, and what they are multiplied with, in eight bits; all else as in F32. */
    INT8(1, 6);

    private static final String PROPERTY = "gumshoe.precision";
    private static final String KV_PROPERTY = "gumshoe.kv";

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

    /** Returns PyTorch's code of {@link #ofActivations} (c10::ScalarType), as TorchScript writes a dtype. */
    public int torchScalarType() {
        return torchScalarType;
    }

    /** Returns the format of all that lies between products: of keys and values, and of weights outside of the blocks. */
    public Precision ofActivations() {
        return this == INT8 ? F32 : this;
    }

    /**
     * Returns the precision that the system property asks for, or the best for this processor.
     *
     * @throws BadInputException when the system property names no precision
     */
    public static Precision ofThisMachine() {
        return requested(PROPERTY, values())
                .orElseGet(() -> Processor.multipliesBf16() ? BF16 : Processor.has("avx2") ? INT8 : F32);
    }

    /**
     * Returns the precision of keys and values where the engine alone reads them: that of activations,
     * unless the system property {@code gumshoe.kv} asks for another.
     *
     * @throws BadInputException when the system property names no precision
     */
    public static Precision ofKeysAndValues(Precision weights) {
        return requested(KV_PROPERTY, F32, BF16).orElse(weights.ofActivations());
    }

    private static Optional<Precision> requested(String property, Precision... offered) {
        String requested = System.getProperty(property, "auto").toLowerCase(Locale.ROOT);
        if (requested.equals("auto")) {
            return Optional.empty();
        }
        Optional<Precision> precision = Arrays.stream(offered)
                .filter(each -> each.text().equals(requested))
                .findFirst();
        if (precision.isEmpty()) {
            throw new BadInputException("-D%s=%s is not a precision; give %s or auto."
                    .formatted(
                            property,
                            requested,
                            Arrays.stream(offered).map(Precision::text).collect(Collectors.joining(", "))));
        }
        return precision;
    }

    /** Returns the name that users write. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
