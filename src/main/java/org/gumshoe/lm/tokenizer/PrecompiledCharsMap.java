// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.tokenizer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * A check of SentencePiece's normalisation table (normalizer.cc): the length of a trie in bytes,
 * the trie as a double array (darts-clone), and the texts that its values point into, each up to a
 * NUL. The library follows the trie without looking at its bounds.
 */
final class PrecompiledCharsMap {
    private final int[] units;
    private final byte[] texts;

    private PrecompiledCharsMap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /** Returns whether every path through a table stays in it and every value is a text. */
    static boolean isSound(String base64) {
        try {
            ByteBuffer table =
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
            long length = table.remaining() < 4 ? 0 : Integer.toUnsignedLong(table.getInt());
            if (length < 4 || length % 4 != 0 || length > table.remaining()) {
                return false;
            }
            int[] units = new int[(int) length / 4];
            table.asIntBuffer().get(units);
            byte[] texts = new byte[table.remaining() - (int) length];
            table.get(table.position() + (int) length, texts);
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
            return new PrecompiledCharsMap(units, texts).isSound();
        } catch (IllegalArgumentException | CharacterCodingException notBase64OrNoText) {
            return false;
        }
    }

    private boolean isSound() {
        BitSet seen = new BitSet(units.length);
        Deque<Integer> nodes = new ArrayDeque<>();
        nodes.push(0);
        while (!nodes.isEmpty()) {
            int node = nodes.pop();
            long children = node ^ offset(units[node]);
            // a child stands at children ^ byte; all of them must be in the array
            if ((children | 0xFF) >= units.length) {
                return false;
            }
            if (node != 0 && hasLeaf(units[node]) && !isText(units[(int) children] & Integer.MAX_VALUE)) {
                return false;
            }
            for (int label = 1; label < 256; label++) {
                int child = (int) children ^ label;
                if ((units[child] & 0x800000FF) == label && !seen.get(child)) {
                    seen.set(child);
                    nodes.push(child);
                }
            }
        }
        return true;
    }

    private static long offset(int unit) {
        return (unit >>> 10 & 0xFFFFFFFFL) << ((unit & 1 << 9) >>> 6);
    }

    private static boolean hasLeaf(int unit) {
        return (unit >>> 8 & 1) == 1;
    }

    /** Returns whether a text starts at an index: not within a character. */
    private boolean isText(int index) {
        return index == texts.length || index < texts.length && (texts[index] & 0xC0) != 0x80;
    }
}
