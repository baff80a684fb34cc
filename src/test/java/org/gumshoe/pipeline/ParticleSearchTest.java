// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.Sampling;
import org.junit.jupiter.api.Test;

class ParticleSearchTest {
    private static Prompt prompt(long seed) {
        return new Prompt("It rained.", 3, new Sampling(1, .95, seed), List.of());
    }

    /** Writes letters a and b with equal probability, as the seed of each block decides, and values the number of a's. */
    private static String story(long seed, ParticleSearch.Plan plan) {
        ParticleSearch search = new ParticleSearch(prompt(seed), plan);
        while (!search.hasEnded()) {
            List<Prompt> block = search.nextBlock();
            for (int row = 0; row < block.size(); row++) {
                search.add(row, block.get(row).sampling().seed() < 0 ? "a" : "b");
            }
            search.weigh(
                    search.texts().stream().mapToDouble(ParticleSearchTest::as).toArray());
        }
        return search.draw();
    }

    private static double as(String text) {
        return text.chars().filter(c -> c == 'a').count();
    }

    private static double meanAs(ParticleSearch.Plan plan) {
        double sum = 0;
        for (int seed = 0; seed < 2000; seed++) {
            sum += as(story(seed, plan)) / 2000;
        }
        return sum;
    }

    @Test
    void itsStoriesAreDrawnFromTheTarget() {
        // each of three letters is an a with probability e^p / (1 + e^p)
        assertThat(meanAs(new ParticleSearch.Plan(64, 1, 0))).isCloseTo(1.5, within(.06));
        assertThat(meanAs(new ParticleSearch.Plan(64, 1, 1))).isCloseTo(3 * Math.E / (1 + Math.E), within(.06));
    }

    @Test
    void equalSeedsGiveEqualStories() {
        ParticleSearch.Plan plan = new ParticleSearch.Plan(4, 1, 2);
        assertThat(story(5, plan)).isEqualTo(story(5, plan)).hasSize(3);
    }

    @Test
    void aParticleThatTheModelEndsGrowsNoFurther() {
        ParticleSearch search = new ParticleSearch(prompt(1), new ParticleSearch.Plan(2, 2, 1));
        assertThat(search.nextBlock()).extracting(Prompt::maxTokens).containsExactly(2, 2);
        search.add(0, "x");
        search.add(1, "y");
        search.add(1, "z");
        search.weigh(new double[] {0, 0});
        assertThat(search.hasEnded()).isFalse();

        List<Prompt> second = search.nextBlock();
        assertThat(second).extracting(Prompt::text).containsExactly("It rained.yz");
        assertThat(second).extracting(Prompt::maxTokens).containsExactly(1);
        search.add(0, "!");
        assertThat(search.texts()).containsExactly("yz!");
        search.weigh(new double[] {100});
        assertThat(search.hasEnded()).isTrue();
        assertThat(search.draw()).isEqualTo("yz!");
        assertThatThrownBy(search::nextBlock).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whereFewCarryTheWeightTheyAreDrawnAnew() {
        ParticleSearch search = new ParticleSearch(prompt(1), new ParticleSearch.Plan(4, 1, 1));
        List<Prompt> first = search.nextBlock();
        for (int row = 0; row < first.size(); row++) {
            search.add(row, Integer.toString(row));
        }
        search.weigh(new double[] {0, 0, 50, 0});

        assertThat(search.nextBlock()).extracting(Prompt::text).containsOnly("It rained.2");
    }

    @Test
    void refusesPlansThatFindNothing() {
        List<Runnable> bad = new ArrayList<>();
        bad.add(() -> new ParticleSearch.Plan(1, 16, 1));
        bad.add(() -> new ParticleSearch.Plan(2, 0, 1));
        bad.add(() -> new ParticleSearch.Plan(2, 16, -1));
        bad.add(() -> new ParticleSearch.Plan(2, 16, Double.NaN));
        bad.forEach(plan -> assertThatThrownBy(plan::run)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("give 2 particles"));
    }
}
