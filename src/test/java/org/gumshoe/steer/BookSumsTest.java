// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.gumshoe.BadInputException;

class BookSumsTest {
    private static final int[] LAYERS = {4, 9};

    record Passage(float[][] x, double z, int seeds) {}

    @Property(tries = 100)
    void whatIsRemovedWasNeverThere(@ForAll("passages") List<Passage> stay, @ForAll("passages") List<Passage> leave) {
        BookSums both = of(stay);
        leave.forEach(p -> both.add(p.x(), p.z(), p.seeds()));
        leave.forEach(p -> both.remove(p.x(), p.z(), p.seeds()));

        assertSame(both, of(stay), 1e-6);
    }

    @Property(tries = 100)
    void mergeCommutes(@ForAll("passages") List<Passage> a, @ForAll("passages") List<Passage> b) {
        BookSums ab = of(a);
        ab.merge(of(b));
        BookSums ba = of(b);
        ba.merge(of(a));

        assertSame(ab, ba, 0);
    }

    @Property(tries = 50)
    void bytesRestoreEverything(@ForAll("passages") List<Passage> passages) {
        BookSums sums = of(passages);

        BookSums restored = BookSums.fromBytes(sums.toBytes());

        assertThat(restored.book()).isEqualTo("bœuk");
        assertSame(restored, sums, 0);
    }

    @Example
    void saysWhatIsWrong() {
        BookSums sums = of(List.of(new Passage(new float[][] {{1, 2, 3}, {4, 5, 6}}, .5, 1)));

        assertThatThrownBy(() -> sums.add(new float[][] {{1, 2, 3}, {4, Float.NaN, 6}}, 0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("bœuk");
        assertThatThrownBy(() -> sums.add(new float[][] {{1, 2, 3}}, 0)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> sums.merge(new BookSums("x", new int[] {4, 8}, 3)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("[4, 8]");
        assertThatThrownBy(() -> BookSums.fromBytes(Arrays.copyOf(sums.toBytes(), 60)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cut short");
        assertThat(sums.count()).isEqualTo(1);
    }

    @Provide
    Arbitrary<List<Passage>> passages() {
        Arbitrary<float[][]> x = Arbitraries.floats()
                .between(-100, 100)
                .array(float[].class)
                .ofSize(3)
                .array(float[][].class)
                .ofSize(LAYERS.length);
        return Combinators.combine(
                        x,
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 9))
                .as(Passage::new)
                .list()
                .ofMaxSize(6);
    }

    private static BookSums of(List<Passage> passages) {
        BookSums sums = new BookSums("bœuk", LAYERS, 3);
        passages.forEach(p -> sums.add(p.x(), p.z(), p.seeds()));
        return sums;
    }

    private static void assertSame(BookSums a, BookSums b, double tolerance) {
        assertThat(a.count()).isEqualTo(b.count());
        assertThat(a.layers()).isEqualTo(b.layers());
        assertSame(a.byScore(), b.byScore(), tolerance);
        assertSame(a.bySeeds(), b.bySeeds(), tolerance);
        for (int layer : LAYERS) {
            assertThat(a.sum(layer)).containsExactly(b.sum(layer), within(tolerance));
            assertThat(a.sumSquares(layer)).containsExactly(b.sumSquares(layer), within(tolerance));
        }
    }

    private static void assertSame(WeightedSums a, WeightedSums b, double tolerance) {
        assertThat(a.sum()).isCloseTo(b.sum(), within(tolerance));
        assertThat(a.squares()).isCloseTo(b.squares(), within(tolerance));
        for (int place = 0; place < LAYERS.length; place++) {
            assertThat(a.products(place)).containsExactly(b.products(place), within(tolerance));
        }
    }
}
