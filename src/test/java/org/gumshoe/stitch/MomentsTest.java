// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.stitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.gumshoe.BadInputException;

class MomentsTest {
    private static final int WEAK = 3;
    private static final int STRONG = 4;

    record Pair(float[] x, float[] y) {}

    @Property(tries = 100)
    void whatIsRemovedWasNeverThere(@ForAll("pairs") List<Pair> stay, @ForAll("pairs") List<Pair> leave) {
        Moments both = of(stay);
        leave.forEach(p -> both.add(p.x(), p.y()));
        leave.reversed().forEach(p -> both.remove(p.x(), p.y()));

        assertSame(both, of(stay), stay.isEmpty() ? 0 : 1e-6);
    }

    @Property(tries = 100)
    void mergeCommutes(@ForAll("pairs") List<Pair> a, @ForAll("pairs") List<Pair> b) {
        Moments ab = of(a);
        ab.merge(of(b));
        Moments ba = of(b);
        ba.merge(of(a));

        assertSame(ab, ba, 0);
        ab.subtract(of(b));
        assertSame(ab, of(a), 1e-6);
    }

    @Property(tries = 100)
    void aBlockEqualsItsPairsOneByOne(@ForAll("pairs") List<Pair> pairs) {
        float[][] x = pairs.stream().map(Pair::x).toArray(float[][]::new);
        float[][] y = pairs.stream().map(Pair::y).toArray(float[][]::new);
        Moments block = new Moments(WEAK, STRONG);
        block.addAll(x, y);

        assertSame(block, of(pairs), 1e-6);
        block.removeAll(x, y);
        assertSame(block, new Moments(WEAK, STRONG), 0);
    }

    @Property(tries = 50)
    void rowsRestoreEverything(@ForAll("pairs") List<Pair> pairs) {
        Moments m = of(pairs);

        assertSame(Moments.ofRows(m.toRows()), m, 0);
    }

    @Example
    void meansAndDeviationsByHand() {
        Moments m = new Moments(1, 2);
        m.add(new float[] {1}, new float[] {2, 5});
        m.add(new float[] {3}, new float[] {6, 5});

        assertThat(m.meanX()).containsExactly(2);
        assertThat(m.meanY(0, 2)).containsExactly(4, 5);
        assertThat(m.standardDeviationX()).containsExactly(1);
        assertThat(m.standardDeviationY(0, 2)).containsExactly(2, 0);
        assertThat(m.scatterX()).containsExactly(2);
        assertThat(m.scatterXy()).containsExactly(4, 0);
    }

    @Example
    void refusesWhatWouldPoisonTheSums() {
        Moments m = new Moments(1, 1);
        m.add(new float[] {1}, new float[] {1});

        assertThatThrownBy(() -> m.add(new float[] {Float.NaN}, new float[] {1}))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not finite");
        assertThatThrownBy(() -> m.addAll(new float[][] {{1}, {2}}, new float[][] {{1}, {Float.POSITIVE_INFINITY}}))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> m.add(new float[] {1, 2}, new float[] {1})).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> m.merge(new Moments(2, 1))).isInstanceOf(BadInputException.class);
        assertThat(m.n()).isEqualTo(1);
    }

    @Provide
    Arbitrary<List<Pair>> pairs() {
        return Combinators.combine(numbers(WEAK), numbers(STRONG))
                .as(Pair::new)
                .list()
                .ofMaxSize(8);
    }

    private static Arbitrary<float[]> numbers(int width) {
        return Arbitraries.floats().between(-100, 100).array(float[].class).ofSize(width);
    }

    private static Moments of(List<Pair> pairs) {
        Moments m = new Moments(WEAK, STRONG);
        pairs.forEach(p -> m.add(p.x(), p.y()));
        return m;
    }

    private static void assertSame(Moments a, Moments b, double tolerance) {
        assertThat(a.n()).isEqualTo(b.n());
        for (int i = 0; i <= WEAK; i++) {
            assertThat(a.toRows().get(i)).containsExactly(b.toRows().get(i), within(tolerance));
        }
    }
}
