// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.gumshoe.experiment.results.StoryShift;
import org.junit.jupiter.api.Test;

class MapStoriesTest {
    @Test
    void theTransferIsAShareOfWhatTheOwnVectorDoes() {
        List<MapStories.Shifted> cases = List.of(
                new MapStories.Shifted("crime", Map.of(MapStories.OWN, 2., "paired", 1., MapStories.RANDOM, 0.)),
                new MapStories.Shifted("crime", Map.of(MapStories.OWN, 4., "paired", 2., MapStories.RANDOM, .5)),
                new MapStories.Shifted("ghosts", Map.of(MapStories.OWN, 2., "paired", 3., MapStories.RANDOM, -.5)));

        Map<String, StoryShift.Transfer> found = MapStories.figures(cases);

        assertThat(found.get(MapStories.OWN).transfer().value()).isEqualTo(1);
        assertThat(found.get("paired").shift().value()).isCloseTo(2, within(1e-12));
        assertThat(found.get("paired").transfer().value()).isCloseTo(.75, within(1e-12));
        assertThat(found.get("paired").transfer().low()).isCloseTo(.5, within(1e-12));
        assertThat(found.get("paired").transfer().high()).isCloseTo(1.5, within(1e-12));
        assertThat(found.get(MapStories.RANDOM).transfer().value()).isCloseTo(0, within(1e-12));
        assertThat(MapStories.figures(List.of())).isEmpty();
    }
}
