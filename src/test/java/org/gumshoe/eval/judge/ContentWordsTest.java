// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.ConceptSeeds;
import org.junit.jupiter.api.Test;
import smile.nlp.stemmer.PorterStemmer;

class ContentWordsTest {
    @Test
    void matchesWholeWordsInAnyCase() {
        assertThat(ContentWords.DETECTIVE.isIn("Constable Reed knelt by the CORPSE."))
                .isTrue();
        assertThat(ContentWords.DETECTIVE.count("Constable Reed knelt by the CORPSE, the corpse’s hand."))
                .isEqualTo(3);
        assertThat(ContentWords.DETECTIVE.isIn("She poured the tea and looked at the unwarranted garden."))
                .isFalse();
    }

    @Test
    void containsNoInflectionOfASeedWord() {
        PorterStemmer stemmer = new PorterStemmer();
        List<String> stems = ConceptSeeds.DETECTIVE.stream().map(stemmer::stem).toList();

        assertThat(ContentWords.DETECTIVE.words()).allSatisfy(word -> {
            assertThat(stems).doesNotContain(stemmer.stem(word));
            assertThat(ConceptSeeds.DETECTIVE).noneMatch(word::startsWith);
        });
    }

    @Test
    void acceptsCustomLists() {
        ContentWords ghosts = new ContentWords(List.of(" Ghost", "ghosts"));

        assertThat(ghosts.isIn("“Ghosts!” he cried.")).isTrue();
        assertThat(ghosts.isIn("A corpse.")).isFalse();
        assertThatThrownBy(() -> new ContentWords(List.of())).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> new ContentWords(List.of("two words"))).isInstanceOf(BadInputException.class);
    }
}
