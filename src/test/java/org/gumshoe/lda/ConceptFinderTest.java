// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.gumshoe.BadInputException;
import org.junit.jupiter.api.Test;

class ConceptFinderTest {
    private final TopicModel model = new TopicModel(
            5,
            3,
            new String[] {"murder", "clue", "ship", "day"},
            new float[][] {{1, 8, 1}, {1, 3, 1}, {18, 1, 1}, {20, 20, 24}},
            new float[] {.1f, .1f, .1f},
            .1f,
            100,
            10,
            -7,
            List.of());

    @Test
    void findsTheTopicWithTheLargestSeedMass() {
        ConceptMatch match =
                ConceptFinder.find(model, "detective", List.of("Murder", "clue", "murder", "unknown"), null);

        assertThat(match.topic()).isEqualTo(1);
        assertThat(match.seedMass()).isCloseTo((.8 + .6) / 2, within(1e-6));
        assertThat(match.lift()).isCloseTo(.7 / (32 / 99.0), within(1e-6));
        assertThat(match.ranking()).containsExactly(1, 2, 0);
        assertThat(match.words()).startsWith("day", "murder");
        assertThat(match.explanation())
                .startsWith("topic 1 holds 70 % of the mass of: murder, clue; next best topic 2 with 15 %");
        assertThat(match.found()).isTrue();
    }

    @Test
    void scoresASplitConceptByAllItsTopics() {
        // shares of all words: 40, 32 and 27 of 99
        ConceptMatch match = ConceptFinder.find(model, "voyage", List.of("ship", "clue"), null);

        double[] lift = {(.9 + .2) / 2 / (40 / 99.0), (.05 + .6) / 2 / (32 / 99.0), (.05 + .2) / 2 / (27 / 99.0)};
        assertThat(match.topic()).isZero();
        assertThat(match.topicWeights().getFirst()).isEqualTo(1);
        assertThat(match.topicWeights().get(1)).isCloseTo(lift[1] / lift[0], within(1e-6));
        assertThat(match.topicWeights().get(2)).isCloseTo(lift[2] / lift[0], within(1e-6));
        assertThat(match.score(new float[] {.25f, .5f, .25f}))
                .isCloseTo((.25 * lift[0] + .5 * lift[1] + .25 * lift[2]) / lift[0], within(1e-6));
        assertThat(ConceptFinder.find(model, "sea", List.of("murder"), 2).topicWeights())
                .containsExactly(0.0, 0.0, 1.0);
    }

    @Test
    void reportsThatNoTopicFits() {
        ConceptMatch spread = ConceptFinder.find(model, "days", List.of("day"), null);

        assertThat(spread.found()).isTrue();
        assertThat(spread.fits()).isFalse();
        assertThat(spread.explanation()).contains("no topic fits").contains("guide");
        assertThat(ConceptFinder.find(model, "sea", List.of("ship"), null).fits())
                .isTrue();
        assertThat(ConceptFinder.find(model, "days", List.of("day"), 1).fits()).isTrue();
    }

    @Test
    void usesAPinnedTopic() {
        assertThat(ConceptFinder.find(model, "sea", List.of("murder"), 2))
                .extracting(ConceptMatch::topic, ConceptMatch::found)
                .containsExactly(2, true);
        assertThat(ConceptFinder.find(model, "sea", List.of(), 0).explanation()).isEqualTo("topic 0 is pinned");
        assertThatThrownBy(() -> ConceptFinder.find(model, "sea", List.of(), 3))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("topic 3");
    }

    @Test
    void reportsThatNoSeedWordIsInTheVocabulary() {
        ConceptMatch match = ConceptFinder.find(model, "ghosts", List.of("ghost", "haunted"), null);

        assertThat(match.found()).isFalse();
        assertThat(match.explanation()).contains("none of the seed words of ghosts (ghost, haunted)");
    }

    @Test
    void topWordsAreSortedByRelevance() {
        assertThat(model.topWords(1, 9)).containsExactly("day", "murder", "clue", "ship");
        assertThat(model.topWords(0, 2)).containsExactly("ship", "day");
    }
}
