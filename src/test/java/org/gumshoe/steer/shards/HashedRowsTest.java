// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.shards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashedRowsTest {
    private static final int MOST = 5;

    private static double[] sample(List<HashedRows.Row> rows) {
        HashedRows sample = new HashedRows(MOST);
        rows.forEach(row -> sample.add(row.hash(), row.activation()));
        return sample.toValues();
    }

    @Test
    void theSampleIsTheSameHoweverTheRowsAreDivided() {
        Random random = new Random(1);
        List<HashedRows.Row> rows = IntStream.range(0, 40)
                .mapToObj(i -> new HashedRows.Row(random.nextInt(1 << 20), new float[] {i, -i}))
                .toList();
        double[] divided = DoubleStream.concat(
                        DoubleStream.of(sample(rows.subList(0, 3))),
                        DoubleStream.concat(
                                DoubleStream.of(sample(rows.subList(3, 30))),
                                DoubleStream.of(sample(rows.subList(30, 40)))))
                .toArray();

        List<float[]> whole = HashedRows.read(sample(rows), 2, MOST);

        assertThat(whole).hasSize(MOST);
        assertThat(HashedRows.read(divided, 2, MOST)).usingRecursiveComparison().isEqualTo(whole);
        assertThat(whole.getFirst())
                .isEqualTo(rows.stream()
                        .min(Comparator.comparingInt(HashedRows.Row::hash))
                        .orElseThrow()
                        .activation());
    }

    @Test
    void aRowIsACopy() {
        float[] activation = {1};
        HashedRows rows = new HashedRows(1);
        rows.add(3, activation);
        activation[0] = 2;

        assertThat(rows.rows().getFirst().activation()).containsExactly(1);
    }
}
