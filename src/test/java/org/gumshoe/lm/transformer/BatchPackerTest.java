// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchPackerTest {
    @Property
    void everySequenceIsInOneBatchAndBatchesAreBalanced(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 400) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 9) int threads) {
        List<int[]> texts = lengths.stream().map(length -> new int[length]).toList();
        List<int[]> batches = BatchPacker.pack(texts, threads);
        assertThat(batches.stream().flatMapToInt(Arrays::stream).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, texts.size()).boxed().toList());
        int[] sizes = batches.stream()
                .mapToInt(batch ->
                        Arrays.stream(batch).map(text -> texts.get(text).length).sum())
                .toArray();
        for (int batch = 0; batch < sizes.length; batch++) {
            int last = texts.get(batches.get(batch)[batches.get(batch).length - 1]).length;
            assertThat(sizes[batch] - last)
                    .as("its last sequence was added when no other batch had fewer tokens")
                    .isLessThanOrEqualTo(Arrays.stream(sizes).min().orElseThrow());
            assertThat(batches.get(batch).length == 1 || sizes[batch] <= 1024).isTrue();
        }
    }

    @Example
    void everyThreadHasTheSameNumberOfBatches() {
        assertThat(sizes(8, 128, 1)).containsExactly(8);
        assertThat(sizes(8, 128, 2)).containsExactly(4, 4);
        assertThat(sizes(24, 128, 2)).containsExactly(6, 6, 6, 6);
        assertThat(sizes(3, 2000, 2)).containsExactly(1, 1, 1);
        assertThat(sizes(1, 100, 2)).containsExactly(1);
        assertThat(sizes(0, 128, 2)).isEmpty();
    }

    private static List<Integer> sizes(int texts, int length, int threads) {
        return BatchPacker.pack(
                        IntStream.range(0, texts).mapToObj(i -> new int[length]).toList(), threads)
                .stream()
                .map(batch -> batch.length)
                .toList();
    }
}
