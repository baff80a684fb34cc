// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.gumshoe.experiment.cache.TextCache;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.steering.CachedGenerator;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.steer.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test of short stories with two tiny random models. */
class ShortStoriesTest {
    private static final int OPENINGS = 2;
    private static final int LAYER = 1;

    @TempDir
    Path directory;

    @Test
    void eachVectorHasTextsBehindTheSameOpenings() {
        List<Direction> directions = List.of(direction(1), direction(2), direction(1));
        List<StoryTexts> unsteered;
        List<StoryTexts> steered;
        try (ShortStories stories = stories(tiny("gemma3"))) {
            unsteered = stories.unsteered();
            steered = stories.steered(directions);
        }

        assertThat(unsteered).hasSize(ShortStories.UNSTEERED).allSatisfy(texts -> {
            assertThat(texts.texts()).hasSize(OPENINGS);
            assertThat(texts.state()).hasSize(LanguageModel.info(tiny("vicuna")).width());
        });
        assertThat(new HashSet<>(unsteered.stream().map(StoryTexts::together).toList()))
                .hasSize(ShortStories.UNSTEERED);
        assertThat(steered).hasSameSizeAs(directions);
        assertThat(steered.get(2).texts()).isEqualTo(steered.get(0).texts());
        assertThat(steered.get(1).texts()).isNotEqualTo(steered.get(0).texts());
        assertThat(steered.get(0).texts()).isNotEqualTo(unsteered.get(0).texts());

        // what was written once comes from the cache, where the writer could write nothing
        try (ShortStories again = stories(directory.resolve("none"))) {
            assertThat(again.steered(directions).get(1).texts())
                    .isEqualTo(steered.get(1).texts());
        }
    }

    private ShortStories stories(Path writer) {
        TextCache cache = new TextCache(directory.resolve("texts.jsonl"));
        return new ShortStories(
                new CachedGenerator(writer, "writer", cache),
                new CachedGenerator(tiny("vicuna"), "reader", cache),
                LAYER,
                OPENINGS,
                ExperimentListener.SILENT);
    }

    private static Direction direction(long seed) {
        double[] difference = new Random(seed)
                .doubles(LanguageModel.info(tiny("gemma3")).width(), -1, 1)
                .toArray();
        return Direction.of(LAYER, difference, 4);
    }

    private static Path tiny(String name) {
        try {
            return Path.of(ShortStoriesTest.class.getResource("/tiny/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
