// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import java.util.Arrays;

/** Bytes as the key of a map. They must not be changed. */
public record BytesKey(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
        return other instanceof BytesKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
