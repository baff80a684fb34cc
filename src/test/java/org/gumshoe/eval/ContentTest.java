// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.Concepts;
import org.junit.jupiter.api.Test;
import smile.nlp.stemmer.PorterStemmer;

class ContentTest {
    @Test
    void findsWholeWordsWhateverTheirCase() {
        assertThat(Content.DETECTIVE.isIn("Constable Reed knelt by the CORPSE."))
                .isTrue();
        assertThat(Content.DETECTIVE.count("Constable Reed knelt by the CORPSE, the corpse’s hand."))
                .isEqualTo(3);
        assertThat(Content.DETECTIVE.isIn("She poured the tea and looked at the unwarranted garden."))
                .isFalse();
    }

    @Test
    void holdsNoSeedOfTheConceptNorAnInflectionOfOne() {
        PorterStemmer stemmer = new PorterStemmer();
        List<String> stems = Concepts.DETECTIVE.stream().map(stemmer::stem).toList();

        assertThat(Content.DETECTIVE.words()).allSatisfy(word -> {
            assertThat(stems).doesNotContain(stemmer.stem(word));
            assertThat(Concepts.DETECTIVE).noneMatch(word::startsWith);
        });
    }

    @Test
    void takesAnyList() {
        Content ghosts = new Content(List.of(" Ghost", "ghosts"));

        assertThat(ghosts.isIn("“Ghosts!” he cried.")).isTrue();
        assertThat(ghosts.isIn("A corpse.")).isFalse();
        assertThatThrownBy(() -> new Content(List.of())).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new Content(List.of("two words"))).isInstanceOf(BadInputException.class);
    }
}
