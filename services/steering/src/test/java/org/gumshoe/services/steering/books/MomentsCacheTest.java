// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.gumshoe.steer.probe.GroupMoments;
import org.junit.jupiter.api.Test;

class MomentsCacheTest {
    private static final int WIDTH = 1024;

    private final MomentsCache cache = new MomentsCache(MemoryRoom.ofProcess());

    private static final MomentsCache.Passages ONE = visitor -> visitor.accept("a", new float[1][WIDTH]);

    /** A request of a hundred bytes makes a concept, whose moments take a hundred megabytes. */
    @Test
    void conceptsThatAnybodyMakesUpDoNotFillTheMemory() {
        long more = Runtime.getRuntime().maxMemory() / (8L * GroupMoments.GROUPS * WIDTH * WIDTH) + 2;
        GroupMoments first = cache.of("crime 0", WIDTH, ONE);
        for (int concept = 1; concept < more; concept++) {
            assertThat(cache.of("crime " + concept, WIDTH, ONE).n()).isEqualTo(1);
        }
        assertThat(cache.of("crime 0", WIDTH, ONE))
                .as("those that came first stay")
                .isSameAs(first);

        cache.retain(Set.of("another"));
        GroupMoments another = cache.of("another", WIDTH, ONE);
        assertThat(cache.of("another", WIDTH, ONE)).as("there is room again").isSameAs(another);
    }
}
