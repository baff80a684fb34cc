// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.gumshoe.services.common.records.ActivationKey;
import org.gumshoe.services.common.records.PassageKey;
import org.junit.jupiter.api.Test;

class BookPartitionerTest {
    @Property(tries = 200)
    void booksLieWhereKafkaPutsThemAndTheirPassagesBesideThem(
            @ForAll @NotBlank String text,
            @ForAll @IntRange(min = 1, max = 64) int partitions,
            @ForAll @IntRange int index) {
        String book = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replaceAll("[#|]", "-");
        int expected = BuiltInPartitioner.partitionForKey(book.getBytes(StandardCharsets.UTF_8), partitions);

        var passage = new PassageKey(book, index);
        var activation = ActivationKey.of(passage, "weak", "ab@1");
        var partitioner = new BookPartitioner<String>();

        assertThat(partitioner.partitions("books", book, "", partitions)).contains(Set.of(expected));
        assertThat(partitioner.partitions("passages", passage.format(), "", partitions))
                .contains(Set.of(expected));
        assertThat(partitioner.partitions("activations", activation.format(), "", partitions))
                .contains(Set.of(expected));
    }

    @Test
    void aRecordWithoutKeyHasAPlace() {
        assertThat(BookPartitioner.partition(null, 4)).isZero();
    }
}
