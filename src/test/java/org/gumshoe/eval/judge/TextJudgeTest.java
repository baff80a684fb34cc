// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.gumshoe.BadInputException;
import org.gumshoe.eval.judge.TextJudge.Example;
import org.junit.jupiter.api.Test;

class TextJudgeTest {
    private static final List<String> PLAIN =
            List.of("the", "a", "man", "went", "house", "saw", "and", "then", "door", "table", "was", "old", "green");

    @Test
    void aTextOfAKnownGroupIsJudgedByWhatOtherGroupsTeach() {
        List<Example> examples = new ArrayList<>(examples("knife", "rose", .3));
        // a word that one group alone uses, with the wrong class
        for (int i = 0; i < 40; i++) {
            examples.add(new Example("a man saw a rose", true, "odd", "books"));
        }
        TextJudge judge = TextJudge.train(examples, Set.of(), null, 1);

        assertThat(judge.probability("a man saw a rose", "odd")).isLessThan(judge.probability("a man saw a rose"));
        assertThat(judge.probability("a man saw a rose", "nobody")).isEqualTo(judge.probability("a man saw a rose"));
    }

    @Test
    void learnsWordsSharedByAuthorsOfAClass() {
        TextJudge judge = TextJudge.train(examples("knife", "rose", .3), Set.of(), null, 1);

        assertThat(judge.quality().auc()).isGreaterThan(.95);
        assertThat(judge.probability("then the man saw a knife and the knife was old"))
                .isGreaterThan(.8);
        assertThat(judge.probability("then the man saw a rose and the rose was old"))
                .isLessThan(.2);
        assertThat(judge.quality().texts()).isEqualTo(240);
        assertThat(judge.quality().positives()).isEqualTo(60);
        assertThat(judge.quality().groups()).isEqualTo(24);
    }

    @Test
    void thresholdIsRobustToClassImbalance() {
        var quality = TextJudge.train(examples("knife", "rose", .3), Set.of(), null, 1)
                .quality();

        List<Example> examples = examples("knife", "rose", .3);
        double[] right = new double[2];
        double[] all = new double[2];
        for (int i = 0; i < examples.size(); i++) {
            int kind = examples.get(i).positive() ? 1 : 0;
            all[kind]++;
            right[kind] += quality.heldOut()[i] > .5 == examples.get(i).positive() ? 1 : 0;
        }
        assertThat(right[0] / all[0]).isGreaterThan(.85);
        assertThat(right[1] / all[1]).isGreaterThan(.85);
    }

    @Test
    void ignoresMaskedWordsAndNames() {
        TextJudge masked = TextJudge.train(examples("knife", "rose", .3), Set.of("knife", "rose"), null, 1);
        TextJudge names = TextJudge.train(examples("Knifeman", "Roseman", .3), Set.of(), null, 1);

        assertThat(masked.quality().auc()).isBetween(.3, .7);
        assertThat(names.quality().auc()).isBetween(.3, .7);
        assertThat(masked.probability("the knife")).isEqualTo(masked.probability("the rose"));
    }

    @Test
    void ignoresWordsOfASingleAuthor() {
        List<Example> examples = new ArrayList<>();
        for (Example e : examples("old", "old", 0)) {
            examples.add(
                    new Example(e.text() + " mark" + e.group().replaceAll("\\d", "x$0"), e.positive(), e.group(), ""));
        }

        assertThat(TextJudge.train(examples, Set.of(), null, 1).quality().auc()).isBetween(.3, .7);
    }

    @Test
    void combinesWordsAndEmbeddings() {
        Function<String, float[]> sees =
                text -> new float[] {text.contains("blade") || text.contains("bloom") ? 1 : 0, 0};
        List<Example> examples = new ArrayList<>();
        int i = 0;
        for (Example e : examples("knife", "rose", .8)) {
            // what the encoder sees is of no use to the words: each text has another word for it
            boolean shows = e.positive() && i++ % 2 == 0;
            examples.add(new Example(e.text() + (shows ? " blade" + "q".repeat(i) : ""), e.positive(), e.group(), ""));
        }

        var alone = TextJudge.train(examples, Set.of(), null, 1).quality();
        var both = TextJudge.train(examples, Set.of(), sees, 1).quality();

        assertThat(both.wordsAuc()).isEqualTo(alone.auc());
        assertThat(both.auc()).isGreaterThan(alone.auc() + .03);
    }

    @Test
    void trainingIsDeterministic() {
        List<Example> examples = examples("knife", "rose", .3);

        assertThat(TextJudge.train(examples, Set.of(), null, 5).probability("a man saw a rose"))
                .isEqualTo(TextJudge.train(examples, Set.of(), null, 5).probability("a man saw a rose"));
    }

    @Test
    void rejectsASingleAuthorPerClass() {
        List<Example> examples = List.of(
                new Example("a", true, "one", ""),
                new Example("b", false, "two", ""),
                new Example("c", false, "three", ""));

        assertThatThrownBy(() -> TextJudge.train(examples, Set.of(), null, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("two authors of each kind");
    }

    /**
     * 24 authors, six of them positive, 10 texts each; in three places of a text the telling word
     * may stand.
     */
    private static List<Example> examples(String positive, String other, double without) {
        Random random = new Random(3);
        List<Example> examples = new ArrayList<>();
        for (int author = 0; author < 24; author++) {
            for (int text = 0; text < 10; text++) {
                StringBuilder words = new StringBuilder("it");
                boolean isPositive = author % 4 == 0;
                for (int w = 0; w < 30; w++) {
                    words.append(' ').append(PLAIN.get(random.nextInt(PLAIN.size())));
                    if (w % 10 == 4 && random.nextDouble() < 1 - without) {
                        words.append(' ').append(isPositive ? positive : other).append(" was");
                    }
                }
                examples.add(new Example(words.append('.').toString(), isPositive, "author" + author, ""));
            }
        }
        return examples;
    }
}
