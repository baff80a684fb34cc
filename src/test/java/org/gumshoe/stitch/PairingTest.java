// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairingTest {
    @Test
    void oneBookInFiveIsHeldOut() {
        long heldOut = IntStream.range(0, 10_000)
                .filter(i -> Pairing.heldOut("book-" + i))
                .count();

        assertThat(heldOut).isBetween(1_800L, 2_200L);
    }

    @Test
    void bucketsOfDifferentPurposesAreIndependent() {
        double[][] counts = new double[5][12];
        for (int i = 0; i < 60_000; i++) {
            counts[StableHash.bucket("b" + i, "held out", 5)][StableHash.bucket("b" + i, "refinement", 12)]++;
        }

        double chiSquared = 0;
        for (double[] row : counts) {
            for (double c : row) {
                chiSquared += (c - 1000) * (c - 1000) / 1000;
            }
        }
        assertThat(chiSquared).isLessThan(110); // 59 degrees of freedom: 5 standard deviations
    }

    @Test
    void theHashIsTheSameOnEveryMachineAndForEver() {
        assertThat(StableHash.hash("")).isEqualTo(mix(0xcbf29ce484222325L));
        assertThat(StableHash.hash("a"))
                .isEqualTo(mix(0xaf63dc4c8601ec8cL)); // FNV-1a of "a", from its authors' test suite
    }

    private static long mix(long h) {
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }

    @Test
    void theNullNeverPairsAPassageWithItsOwnBook() {
        Pairing.NullPairSampler shuffler = new Pairing.NullPairSampler();

        assertThat(shuffler.sample("book 0", new float[] {0, 0})).isEmpty();
        for (int p = 1; p < 500; p++) {
            int book = p / 20;
            var other = shuffler.sample("book " + book, new float[] {book, p});
            if (book > 0) {
                assertThat(other).hasValueSatisfying(y -> assertThat((int) y[0]).isNotEqualTo(book));
            }
        }
    }

    @Test
    void theSameStreamGivesTheSameNull() {
        assertThat(stream()).isEqualTo(stream());
    }

    private static String stream() {
        Pairing.NullPairSampler shuffler = new Pairing.NullPairSampler();
        StringBuilder out = new StringBuilder();
        for (int p = 0; p < 100; p++) {
            out.append(shuffler.sample("book " + p % 7, new float[] {p})
                            .map(y -> y[0])
                            .orElse(-1f))
                    .append(' ');
        }
        return out.toString();
    }
}
