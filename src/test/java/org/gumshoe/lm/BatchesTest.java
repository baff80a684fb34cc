// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchesTest {
    @Property
    void everyTextIsInOneBatchWithTextsOfItsLength(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 400) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 9) int threads) {
        List<int[]> texts = lengths.stream().map(length -> new int[length]).toList();
        List<int[]> batches = Batches.of(texts, threads);
        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, texts.size()).boxed().toList());
        int former = Integer.MAX_VALUE;
        for (int[] batch : batches) {
            int length = texts.get(batch[0]).length;
            assertThat(Arrays.stream(batch)).allMatch(text -> texts.get(text).length == length);
            assertThat(batch.length == 1 || batch.length * length <= 1024).isTrue();
            assertThat(length).as("the longest first").isLessThanOrEqualTo(former);
            former = length;
        }
    }

    @Example
    void textsOfOneLengthAreSharedAmongTheThreads() {
        assertThat(sizes(8, 128, 1)).containsExactly(8);
        assertThat(sizes(8, 128, 2)).containsExactly(4, 4);
        assertThat(sizes(24, 128, 2)).containsExactly(6, 6, 6, 6);
        assertThat(sizes(3, 2000, 2)).containsExactly(1, 1, 1);
        assertThat(sizes(0, 128, 2)).isEmpty();
    }

    private static List<Integer> sizes(int texts, int length, int threads) {
        return Batches.of(
                        IntStream.range(0, texts).mapToObj(i -> new int[length]).toList(), threads)
                .stream()
                .map(batch -> batch.length)
                .toList();
    }
}
