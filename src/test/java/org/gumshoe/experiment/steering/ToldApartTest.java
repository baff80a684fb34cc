// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.gumshoe.experiment.corpus.Corpus;
import org.junit.jupiter.api.Test;

class ToldApartTest {
    private static final List<String> RAIN = List.of("rain", "cloud", "storm", "thunder", "puddle");
    private static final List<String> SUN = List.of("sun", "beach", "summer", "meadow", "sand");

    private static List<JudgedText> texts(List<String> words, long seed) {
        Random random = new Random(seed);
        List<JudgedText> texts = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            StringBuilder text = new StringBuilder();
            for (int w = 0; w < 12; w++) {
                text.append(words.get(random.nextInt(words.size()))).append(' ');
            }
            Draft draft = new Draft(i % 8, "Once", i, text.toString());
            texts.add(new JudgedText(draft, .5, .5, .5, null, null, null, null));
        }
        return texts;
    }

    /** Embeds a text by its length alone. */
    private static float[] encode(String text) {
        return new float[] {text.length(), 1};
    }

    @Test
    void otherWordsAreToldApartAndTheSameWordsAreNot() {
        ToldApart test = new ToldApart(texts(RAIN, 1), ToldApartTest::encode);

        assertThat(test.of(texts(SUN, 2)).value()).isGreaterThan(.95);
        assertThat(test.of(texts(RAIN, 3)).value()).isBetween(.3, .7);
        assertThat(test.ofReal().value()).isBetween(.3, .7);
    }

    @Test
    void withoutRealPassagesNothingIsKnown() {
        assertThat(new ToldApart(List.of(), ToldApartTest::encode)
                        .of(texts(SUN, 2))
                        .value())
                .isNaN();
    }

    @Test
    void realPassagesComeEvenlyFromAllBooksAfterTheirOpenings() {
        String text = "It rained all day and nobody came to the house. ".repeat(200);
        List<Corpus.Labelled> books = List.of(
                new Corpus.Labelled("a", "one", true, true, text, List.of()),
                new Corpus.Labelled("b", "one", true, true, text, List.of()),
                new Corpus.Labelled("c", "two", true, true, text, List.of()));

        List<Draft> drafts =
                RealPassages.of(books, 10, UnaryOperator.identity()).drafts();

        assertThat(drafts).hasSize(10);
        assertThat(drafts).extracting(Draft::group).containsOnly(0, 1);
        assertThat(drafts).allSatisfy(draft -> {
            assertThat(draft.opening()).isNotBlank();
            assertThat(draft.text()).startsWith(" It rained");
        });
    }
}
