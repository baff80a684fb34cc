// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pairing of activations for a stitch map: which pairs fit it, which judge it, and which form its
 * null.
 */
public final class Pairing {
    /** Fewest pairs, held-out ones among them, of which a map is made. */
    public static final int FEWEST_PAIRS = 16;

    private Pairing() {}

    /**
     * Returns true for one book in five, by a hash of its id. The pairs of held-out books judge the
     * map and never fit it; whole books are held out because passages of one book are alike.
     */
    public static boolean heldOut(String book) {
        return StableHash.bucket(book, "held out", 5) == 0;
    }

    /**
     * Sampler of the null pairs of a stream: it pairs each passage with the strong activation of an
     * earlier passage of another book, so that only the pairing differs from the real pairs. It
     * keeps the last {@value #KEPT} activations of each of the last {@value #BOOKS} books and picks
     * one by a hash of the number of passages seen, so the same stream gives the same null.
     */
    public static final class NullPairSampler {
        private static final int BOOKS = 16;
        private static final int KEPT = 8;

        private final Map<String, Deque<float[]>> recent = new LinkedHashMap<>(BOOKS, .75f, true);
        private long seen;

        /**
         * Adds a passage and samples a partner.
         *
         * @return the strong activation to pair with this passage's weak one; empty until another
         *     book was seen
         */
        public Optional<float[]> sample(String book, float[] strong) {
            List<float[]> others = new ArrayList<>();
            recent.forEach((other, activations) -> {
                if (!other.equals(book)) {
                    others.addAll(activations);
                }
            });
            Deque<float[]> own = recent.computeIfAbsent(book, b -> new ArrayDeque<>());
            own.addLast(strong);
            if (own.size() > KEPT) {
                own.removeFirst();
            }
            if (recent.size() > BOOKS) {
                recent.remove(recent.keySet().iterator().next());
            }
            long draw = StableHash.hash(Long.toString(seen++));
            return others.isEmpty()
                    ? Optional.empty()
                    : Optional.of(others.get((int) Long.remainderUnsigned(draw, others.size())));
        }
    }
}
