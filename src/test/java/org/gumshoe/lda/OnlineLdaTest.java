// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.math.DistinctCount;
import org.gumshoe.lda.math.SeededRandom;
import org.junit.jupiter.api.Test;

class OnlineLdaTest {
    private static final LdaOptions SMALL = LdaOptions.defaults()
            .withTopics(4)
            .withMinibatch(32)
            .withReservoir(64)
            .withMinBooks(2)
            .withAlpha(.1)
            .withEta(.05);

    /**
     * Passages of a corpus with four topics of ten words each: word i belongs to topic i / 10;
     * passage d is mostly topic d mod 4.
     */
    private static List<BagOfWords> synthetic(int passages) {
        SplittableRandom random = new SplittableRandom(11);
        List<BagOfWords> bags = new ArrayList<>();
        for (int d = 0; d < passages; d++) {
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int topic = random.nextInt(10) < 8 ? d % 4 : random.nextInt(4);
                tokens.add(word(10 * topic + random.nextInt(10)));
            }
            bags.add(BagOfWords.of(tokens));
        }
        return bags;
    }

    private static String word(int i) {
        return "word" + (char) ('a' + i / 10) + (char) ('a' + i % 10);
    }

    private static void addAll(OnlineLda lda, List<BagOfWords> bags) {
        for (int d = 0; d < bags.size(); d++) {
            lda.add("book" + d % 5, bags.get(d), Map.of());
        }
    }

    @Test
    void recoversTheTopicsOfASyntheticCorpus() {
        OnlineLda lda = new OnlineLda(SMALL, List.of());

        addAll(lda, synthetic(2000));
        lda.flush();
        TopicModel model = lda.snapshot();

        Set<Set<String>> found = new HashSet<>();
        for (int k = 0; k < 4; k++) {
            found.add(new HashSet<>(model.topWords(k, 10)));
        }
        Set<Set<String>> planted = new HashSet<>();
        for (int k = 0; k < 4; k++) {
            planted.add(new HashSet<>(IntStream.range(10 * k, 10 * k + 10)
                    .mapToObj(OnlineLdaTest::word)
                    .toList()));
        }
        assertThat(found).isEqualTo(planted);
        assertThat(lda.passages()).isEqualTo(2000);
        assertThat(model.books()).isEqualTo(5);
        // the entropy of the generating mixture, 85 % on one topic of ten words and 5 % on each of
        // the others, is 2.89 nats a word
        assertThat(lda.lastBound()).isBetween(-3.1, -2.7);
        float[] shares =
                model.proportions(BagOfWords.of(List.of(word(0), word(1), word(2), word(3), word(4), word(5))));
        assertThat((double) max(shares)).isGreaterThan(.8);
    }

    private static float max(float[] values) {
        float max = 0;
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    @Test
    void resumesBitForBit() {
        List<BagOfWords> bags = synthetic(700);
        List<SeededTopic> seededTopics = List.of(new SeededTopic("first", List.of(word(3), "unseen"), 20));
        OnlineLda whole = new OnlineLda(SMALL, seededTopics);
        OnlineLda restored = new OnlineLda(SMALL, seededTopics);

        addAll(whole, bags);
        whole.flush();
        for (int d = 0; d < bags.size(); d++) {
            restored.add("book" + d % 5, bags.get(d), Map.of());
            restored = d % 131 == 0 ? OnlineLda.restore(restored.state()) : restored;
        }
        restored.flush();

        assertThat(restored.state()).isEqualTo(whole.state());
        assertThat(restored.updates()).isEqualTo(whole.updates()).isPositive();
        assertThat(restored.lastBound()).isEqualTo(whole.lastBound());
        assertThat(OnlineLda.restore(whole.state()).snapshot().lambda())
                .isDeepEqualTo(whole.snapshot().lambda());
    }

    @Test
    void withUnknownCorpusSizeLearnsAtTheHorizonAndSnapshotsAtThePassagesSeen() {
        OnlineLda near = new OnlineLda(SMALL.withHorizon(1), List.of());
        OnlineLda far = new OnlineLda(SMALL.withHorizon(10), List.of());

        addAll(near, synthetic(500));
        addAll(far, synthetic(500));
        near.flush();
        far.flush();

        double words = 500 * 60;
        assertThat(sum(near.snapshot())).isCloseTo(words, within(.05 * words));
        assertThat(sum(far.snapshot())).isCloseTo(words, within(.05 * words));
        assertThat(Arrays.stream(far.lambda.topicSums()).sum()).isCloseTo(10 * words, within(.05 * 10 * words));
    }

    private static double sum(TopicModel model) {
        return Arrays.stream(model.topicSums()).sum();
    }

    @Test
    void resultDoesNotDependOnTheNumberOfThreads() {
        List<BagOfWords> bags = synthetic(700);
        OnlineLda one = new OnlineLda(SMALL.withMinibatch(100).withLearnAlpha(true), List.of(), 1);
        OnlineLda three = new OnlineLda(SMALL.withMinibatch(100).withLearnAlpha(true), List.of(), 3);

        addAll(one, bags);
        addAll(three, bags);
        one.flush();
        three = OnlineLda.restore(three.state(), 4);
        three.flush();

        assertThat(three.state()).isEqualTo(one.state());
    }

    @Test
    void learnsAnAsymmetricAlpha() {
        // three passages of four are of the first of two topics
        List<BagOfWords> bags = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(3);
        for (int d = 0; d < 2000; d++) {
            int topic = d % 4 == 0 ? 1 : 0;
            bags.add(BagOfWords.of(IntStream.range(0, 30)
                    .mapToObj(i -> word(10 * topic + random.nextInt(10)))
                    .toList()));
        }
        OnlineLda lda = new OnlineLda(SMALL.withTopics(2).withLearnAlpha(true), List.of());

        addAll(lda, bags);
        lda.flush();

        TopicModel model = lda.snapshot();
        int frequent = model.topWords(0, 1).getFirst().startsWith("worda") ? 0 : 1;
        assertThat((double) model.alpha()[frequent] / model.alpha()[1 - frequent])
                .isBetween(2.0, 4.5);
        assertThat(new OnlineLda(SMALL, List.of()).snapshot().alpha()).containsOnly(.1f);
    }

    @Test
    void countsDistinctBooksInBoundedMemory() {
        DistinctCount books = new DistinctCount();
        for (int i = 0; i < 4000; i++) {
            books.add(SeededRandom.hash("book" + i));
            books.add(SeededRandom.hash("book" + i / 2));
        }
        assertThat(books.count()).isEqualTo(4000);

        for (int i = 0; i < 300_000; i++) {
            books.add(SeededRandom.hash("book" + i));
        }

        assertThat(books.size()).isEqualTo(4096);
        assertThat((double) books.count()).isCloseTo(300_000, within(.06 * 300_000));
    }

    @Test
    void anotherRandomSeedGivesAnotherModel() {
        OnlineLda one = new OnlineLda(SMALL.withSeed(1), List.of());
        OnlineLda two = new OnlineLda(SMALL.withSeed(2), List.of());

        addAll(one, synthetic(200));
        addAll(two, synthetic(200));

        assertThat(one.state()).isNotEqualTo(two.state());
        assertThat(Arrays.deepEquals(one.snapshot().lambda(), two.snapshot().lambda()))
                .isFalse();
    }

    @Test
    void rejectsTruncatedStateAndStateOfAnotherVersion() {
        byte[] state = new OnlineLda(SMALL, List.of()).state();

        assertThatThrownBy(() -> OnlineLda.restore(Arrays.copyOf(state, state.length - 3)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> OnlineLda.restore(new byte[100]))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("another version");
    }

    @Test
    void admitsAWordOnceEnoughBooksUseIt() {
        OnlineLda lda = new OnlineLda(SMALL.withMinBooks(3).withReservoir(0).withMinibatch(1), List.of());
        BagOfWords lamp = BagOfWords.of(List.of("lamp", "lamp"));

        lda.add("a", lamp, Map.of());
        lda.add("b", lamp, Map.of());
        lda.add("b", lamp, Map.of());
        assertThat(lda.snapshot().words()).isEmpty();
        lda.add("c", lamp, Map.of());

        assertThat(lda.snapshot().words()).containsExactly("lamp");
        assertThat(lda.snapshot().books()).isEqualTo(3);
    }

    @Test
    void keepsNamesOutAndRemovesWordsThatTurnOutToBeNames() {
        OnlineLda lda = new OnlineLda(
                SMALL.withMinBooks(1).withReservoir(0).withMinibatch(1),
                List.of(new SeededTopic("g", List.of("inspector"), 5)));
        Map<String, int[]> names =
                Map.of("holmes", new int[] {3, 3}, "inspector", new int[] {2, 2}, "lamp", new int[] {1, 2});

        lda.add("a", BagOfWords.of(List.of("holmes", "lamp", "inspector", "rose")), names);
        assertThat(lda.snapshot().words()).containsExactlyInAnyOrder("lamp", "inspector", "rose");
        lda.add("a", BagOfWords.of(List.of("rose")), Map.of("rose", new int[] {4, 5}));

        assertThat(lda.snapshot().words()).containsExactlyInAnyOrder("lamp", "inspector");
    }

    @Test
    void neverExceedsMaxVocabulary() {
        OnlineLda lda = new OnlineLda(
                SMALL.withMinBooks(1).withMaxVocabulary(50).withReservoir(0).withMinibatch(8), List.of());
        SplittableRandom random = new SplittableRandom(5);

        for (int d = 0; d < 2000; d++) {
            List<String> tokens = new ArrayList<>(List.of("always", "ever"));
            random.ints(6, 0, 100_000).forEach(i -> tokens.add("rare" + i));
            lda.add("book" + d, BagOfWords.of(tokens), Map.of());
        }

        assertThat(lda.snapshot().words()).hasSizeLessThanOrEqualTo(50).contains("always", "ever");
        assertThat(lda.vocabulary.candidates()).isLessThanOrEqualTo(4 * 50);
        for (float[] row : lda.snapshot().lambda()) {
            for (float value : row) {
                assertThat(value).isPositive().isFinite();
            }
        }
    }

    @Test
    void handlesDegeneratePassages() {
        OnlineLda lda = new OnlineLda(SMALL.withMinBooks(1).withReservoir(0).withMinibatch(1), List.of());
        String[] million = IntStream.range(0, 200_000).mapToObj(i -> "w" + i).toArray(String[]::new);
        int[] fives = new int[million.length];
        Arrays.fill(fives, 5);

        lda.flush();
        lda.add("a", BagOfWords.of(List.of()), Map.of());
        lda.add("a", new BagOfWords(new String[] {"same"}, new int[] {1_000_000}), Map.of());
        lda.add("b", new BagOfWords(million, fives), Map.of());
        lda.add("", BagOfWords.of(List.of("same")), Map.of());
        TopicModel model = lda.snapshot();

        assertThat(lda.updates()).isEqualTo(4);
        assertThat(model.proportions(BagOfWords.of(List.of("never", "seen")))).containsOnly(.25f);
        assertThat(model.proportions(BagOfWords.of(List.of()))).containsOnly(.25f);
        float[] shares = model.proportions(new BagOfWords(new String[] {"same"}, new int[] {1_000_000}));
        assertThat((double) shares[0] + shares[1] + shares[2] + shares[3]).isCloseTo(1, within(1e-5));
        assertThat(new OnlineLda(SMALL, List.of()).snapshot().proportions(BagOfWords.of(List.of("any"))))
                .containsOnly(.25f);
    }

    @Test
    void seedWordsDetermineTheTopicsNumber() {
        for (int seed = 0; seed < 5; seed++) {
            List<SeededTopic> seededTopics = List.of(
                    new SeededTopic("third", List.of(word(22), word(27)), 50),
                    new SeededTopic("first", List.of(word(1)), 50));
            OnlineLda lda = new OnlineLda(SMALL.withSeed(seed), seededTopics);

            addAll(lda, synthetic(1000));
            lda.flush();

            assertThat(lda.snapshot().topWords(0, 10)).allMatch(word -> word.startsWith("wordc"));
            assertThat(lda.snapshot().topWords(1, 10)).allMatch(word -> word.startsWith("worda"));
            assertThat(lda.snapshot().seededConcepts()).containsExactly("third", "first");
        }
    }

    @Test
    void refusesOptionsThatNoArrayIsLongEnoughFor() {
        for (Supplier<LdaOptions> odd : List.<Supplier<LdaOptions>>of(
                () -> SMALL.withTopics(2_097_152),
                () -> SMALL.withMinibatch(Integer.MAX_VALUE),
                () -> SMALL.withReservoir(Integer.MAX_VALUE),
                () -> SMALL.withMaxVocabulary(Integer.MAX_VALUE),
                () -> SMALL.withHorizon(Double.POSITIVE_INFINITY),
                () -> SMALL.withTau0(Double.POSITIVE_INFINITY),
                () -> SMALL.withAlpha(1e300),
                () -> SMALL.withEta(1e-300))) {
            assertThatThrownBy(odd::get).isInstanceOf(BadInputException.class).hasMessageContaining("it must be");
        }
    }

    @Test
    void rejectsInvalidOptions() {
        assertThatThrownBy(() -> SMALL.withTopics(1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("topics");
        assertThatThrownBy(() -> SMALL.withKappa(2))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("kappa");
        assertThatThrownBy(() -> new SeededTopic("empty", List.of(), 5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> new OnlineLda(
                        SMALL.withTopics(2),
                        List.of(
                                new SeededTopic("a", List.of("x"), 1),
                                new SeededTopic("b", List.of("y"), 1),
                                new SeededTopic("c", List.of("z"), 1))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("c cannot guide");
    }
}
