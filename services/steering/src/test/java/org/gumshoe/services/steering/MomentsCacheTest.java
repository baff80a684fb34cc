// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.steer.probe.GroupMoments;
import org.junit.jupiter.api.Test;

class MomentsCacheTest {
    private static final int WIDTH = 1024;

    private final MomentsCache cache = new MomentsCache(MemoryRoom.ofProcess());

    private static List<BookSum> sums(String concept) {
        return List.of(BookSum.newBuilder()
                .setBook("a")
                .setRole("weak")
                .setModel("m")
                .setConcept(concept)
                .setModelVersion(1)
                .setLayers(List.of(1))
                .setPassages(1)
                .setScore(.5)
                .setSums(ByteBuffer.allocate(0))
                .setRefinedLayer(1)
                .setRefinedRows(HalfPrecision.encode(new float[WIDTH]))
                .setIndices(List.of(0))
                .setScores(List.of(.5f))
                .build());
    }

    /** A request of a hundred bytes makes a concept, whose moments take a hundred megabytes. */
    @Test
    void conceptsThatAnybodyMakesUpDoNotFillTheMemory() {
        long more = Runtime.getRuntime().maxMemory() / (8L * GroupMoments.GROUPS * WIDTH * WIDTH) + 2;
        GroupMoments first = cache.of("crime 0", WIDTH, sums("crime 0")::forEach);
        for (int concept = 1; concept < more; concept++) {
            assertThat(cache.of("crime " + concept, WIDTH, sums("crime " + concept)::forEach)
                            .n())
                    .isEqualTo(1);
        }
        assertThat(cache.of("crime 0", WIDTH, sums("crime 0")::forEach))
                .as("those that came first stay")
                .isSameAs(first);

        cache.retain(Set.of("another"));
        GroupMoments another = cache.of("another", WIDTH, sums("another")::forEach);
        assertThat(cache.of("another", WIDTH, sums("another")::forEach))
                .as("there is room again")
                .isSameAs(another);
    }
}
