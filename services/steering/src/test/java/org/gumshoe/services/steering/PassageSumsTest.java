// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.junit.jupiter.api.Test;

class PassageSumsTest {
    private static final int WIDTH = 4096;
    private static final int PASSAGES = 80;

    @Test
    void aBookOfManyPassagesComesInPartsThatAreJoinedToOneBook() {
        Map<String, Activation> read = new LinkedHashMap<>();
        Map<String, Assignment> assigned = new LinkedHashMap<>();
        for (int i = 0; i < PASSAGES; i++) {
            float[] values = new float[WIDTH];
            values[i] = i;
            read.put(
                    new ModelReading("m", List.of(1)).key("long#" + i, "weak"),
                    Activation.newBuilder()
                            .setBook("long")
                            .setIndex(i)
                            .setRole("weak")
                            .setModel("m")
                            .setWidth(WIDTH)
                            .setTokens(1)
                            .setLayers(List.of(1))
                            .setPooled(List.of(HalfPrecision.encode(values)))
                            .build());
            assigned.put(
                    "long#" + i,
                    new Assignment(
                            "long", i, 1L, List.of(1f), Map.of("crime", i / 100f), Map.of("crime", 0), Map.of()));
        }

        Map<String, BookSum> parts = PassageSums.ofBook("long", read, assigned, 5);

        assertThat(parts).containsOnlyKeys("crime|weak|m@1|long#0", "crime|weak|m@1|long#1", "crime|weak|m@1|long#2");
        assertThat(parts.values())
                .allSatisfy(part -> assertThat(
                                AvroSerde.of(BookSum.class).serializer().serialize("any", part).length)
                        .isLessThan(1 << 19));
        List<BookSum> list = List.copyOf(parts.values());
        ConceptSums sums = ConceptSums.of(list, List.of(), List.of(), new MomentsCache().of("crime|weak|m@1", list));
        assertThat(sums.passages()).isEqualTo(PASSAGES);
        assertThat(sums.records()).hasSize(1);
        assertThat(sums.books().getFirst().count()).isEqualTo(PASSAGES);
        assertThat(sums.records().getFirst().getIndices())
                .isEqualTo(IntStream.range(0, PASSAGES).boxed().toList());
        float[][] rows = sums.rows(sums.records().getFirst());
        assertThat(IntStream.range(0, PASSAGES))
                .allSatisfy(i -> assertThat(rows[i][i]).isEqualTo((float) i));
        assertThat(sums.moments().group(sums.moments().groupOf("long")).n()).isEqualTo(PASSAGES);
    }
}
