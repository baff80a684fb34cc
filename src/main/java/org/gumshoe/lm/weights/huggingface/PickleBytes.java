// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.huggingface;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The arguments of pickle operations, read one after the other.
 *
 * @param code little-endian
 */
record PickleBytes(ByteBuffer code) {
    int skip(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("a length of " + length);
        }
        int at = code.position();
        code.position(at + length);
        return at;
    }

    String string(int length) {
        int at = skip(length);
        return new String(code.array(), at, length, StandardCharsets.UTF_8);
    }

    String line() {
        int from = code.position();
        while (code.get() != '\n') {}
        return new String(code.array(), from, code.position() - 1 - from, StandardCharsets.UTF_8);
    }

    /** Reads an integer of {@code length} bytes, little-endian, two's complement. */
    long longInteger(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            long next = i == length - 1 ? code.get() : code.get() & 0xFF;
            if (i > 7) {
                throw new ArithmeticException("a number of " + length + " bytes");
            }
            value |= next << 8 * i;
        }
        return value;
    }
}
