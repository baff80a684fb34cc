// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import smile.util.SparseArray;

class TfIdfTest {
    private final NgramCounts.Index index = new NgramCounts.Index();

    @Test
    void weightsMatchTheFormula() {
        List<NgramCounts> bags = List.of(bag("cat cat dog"), bag("cat bird"), bag("dog ."), bag("cat fish"));
        String[] authors = {"a", "b", "b", "c"};

        TfIdf fitted = TfIdf.fit(bags, authors, new boolean[] {true, true, true, true}, index.size(), 2);

        // cat: 3 texts, 3 authors; dog: 2 texts, 2 authors; bird, fish and the pairs: one author
        // each
        assertThat(fitted.width()).isEqualTo(2);
        double cat = 1 + Math.log(5 / 4.);
        double dog = 1 + Math.log(5 / 3.);
        SparseArray row = fitted.row(bags.getFirst());
        double length = Math.hypot((1 + Math.log(2)) * cat, dog);
        assertThat(row.indexStream()).containsExactly(0, 1);
        assertThat(row.get(0)).isCloseTo((1 + Math.log(2)) * cat / length, within(1e-6));
        assertThat(row.get(1)).isCloseTo(dog / length, within(1e-6));
    }

    @Test
    void fitsOnUsedTextsOnly() {
        List<NgramCounts> bags = List.of(bag("cat dog"), bag("cat"), bag("dog"));

        TfIdf fitted =
                TfIdf.fit(bags, new String[] {"a", "b", "c"}, new boolean[] {true, true, false}, index.size(), 2);

        assertThat(fitted.width()).isEqualTo(1);
        assertThat(fitted.idf()[0]).isEqualTo(1);
        assertThat(fitted.row(bags.get(2)).isEmpty()).isTrue();
    }

    @Test
    void bigramsDoNotCrossPunctuationNamesOrMaskedWords() {
        index.add(List.of("the", "old", "man", ",", "he", JudgeTokens.NAME, "said", "so"), Set.of("man"));

        assertThat(index.ids().keySet())
                .containsExactlyInAnyOrder("the", "old", "the old", "he", "said", "so", "said so");
    }

    private NgramCounts bag(String words) {
        return index.add(List.of(words.split(" ")), Set.of());
    }
}
