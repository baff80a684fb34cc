// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences that join, grow and end at random: whatever a layer sees is where the ring says. */
class KvRingTest {
    private static final int SLOTS = 3;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 100})
    void findsWhateverALayerSees(int window) {
        Random random = new Random(window);
        int visible = window == 0 ? Integer.MAX_VALUE : window;
        for (int round = 0; round < 40; round++) {
            int[] lengths = random.ints(SLOTS, 1, 200).toArray();
            KvRing ring = new KvRing(KvRing.limit(window), longest(lengths));
            int[][] contents = new int[SLOTS][ring.capacity()];
            write(ring, contents, new int[] {0, 1, 2}, lengths);
            for (int step = 0; step < 150; step++) {
                if (random.nextInt(40) == 0) { // another sequence takes a slot
                    int slot = random.nextInt(SLOTS);
                    lengths[slot] = 1 + random.nextInt(200);
                    reserve(ring, contents, longest(lengths));
                    write(ring, contents, new int[] {slot}, new int[] {lengths[slot]});
                }
                Arrays.setAll(lengths, slot -> lengths[slot] + 1);
                reserve(ring, contents, longest(lengths));
                ring.advance();
                for (int slot = 0; slot < SLOTS; slot++) {
                    contents[slot][ring.newestColumn()] = lengths[slot] - 1;
                }
                assertSeen(ring, contents, lengths, visible);
            }
        }
    }

    private static void assertSeen(KvRing ring, int[][] contents, int[] lengths, int visible) {
        int[] ages = ring.ages();
        for (int slot = 0; slot < SLOTS; slot++) {
            for (int age = 0; age < Math.min(lengths[slot], visible); age++) {
                int column = ring.column(age);
                assertThat(contents[slot][column]).isEqualTo(lengths[slot] - 1 - age);
                assertThat(ages[column]).isEqualTo(age);
            }
        }
        if (ring.ordered()) {
            assertThat(ages[0]).isEqualTo(ages.length - 1);
        }
    }

    private static void write(KvRing ring, int[][] contents, int[] slots, int[] lengths) {
        ring.admit(longest(lengths));
        int[] positions = Arrays.stream(lengths)
                .flatMap(length -> IntStream.range(0, length))
                .toArray();
        for (long[] write : ring.planWrites(slots, lengths)) {
            System.arraycopy(positions, (int) write[2], contents[(int) write[0]], (int) write[1], (int) write[3]);
        }
    }

    private static void reserve(KvRing ring, int[][] contents, int longest) {
        int added = ring.missing(longest);
        if (added == 0) {
            return;
        }
        int turn = ring.ordered() ? 0 : ring.newestColumn() + 1;
        int capacity = ring.capacity();
        for (int slot = 0; slot < SLOTS; slot++) {
            int[] before = contents[slot];
            int[] after = new int[capacity + added];
            for (int i = 0; i < capacity; i++) {
                after[i] = before[(turn + i) % capacity];
            }
            contents[slot] = after;
        }
        ring.grow(added);
    }

    private static int longest(int[] lengths) {
        return Arrays.stream(lengths).max().orElseThrow();
    }
}
