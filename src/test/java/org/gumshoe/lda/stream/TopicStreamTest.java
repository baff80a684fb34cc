// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;
import org.junit.jupiter.api.Test;

class TopicStreamTest {
    private static final LdaOptions SMALL = LdaOptions.defaults()
            .withTopics(4)
            .withMinibatch(32)
            .withReservoir(64)
            .withMinBooks(2)
            .withMaxVocabulary(300)
            .withEta(.05);

    /**
     * Adds passages: passage d has 8 words of topic d mod 4, which has ten words, and 8 words that
     * hardly ever recur.
     */
    private static void add(TopicStream stream, int from, int to) {
        for (int d = from; d < to; d++) {
            SplittableRandom random = new SplittableRandom(d);
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tokens.add("topic" + (char) ('a' + d % 4) + random.nextInt(10));
                tokens.add("rare" + random.nextInt(1_000_000));
            }
            stream.add("book" + d / 10 + "#" + d % 10, new Document("book" + d / 10, BagOfWords.of(tokens), Map.of()));
        }
    }

    @Test
    void stateSizeIsBounded() {
        TopicStream stream = new TopicStream(SMALL, 1);
        add(stream, 0, 100);
        add(stream, 100, 10_000);
        int size = stream.state().length;
        int heldOut = stream.heldOut().size();

        add(stream, 10_000, 300_000);

        assertThat(stream.passages()).isEqualTo(300_000);
        assertThat(heldOut).isEqualTo(HeldOutPassages.MAX_PASSAGES);
        assertThat(stream.heldOut()).hasSize(HeldOutPassages.MAX_PASSAGES);
        // candidates come and go between half of their bound and the whole
        assertThat(stream.state().length).isBetween(size / 2, 3 * size / 2);
        assertThat(stream.latest().words()).hasSizeLessThanOrEqualTo(300);
        assertThat(IntStream.range(0, 4).mapToObj(k -> stream.latest().topWords(k, 5)))
                .allSatisfy(words -> assertThat(words).allMatch(word -> word.startsWith("topic")));
    }

    @Test
    void takingModelsDoesNotChangeTheState() {
        TopicStream sampled = new TopicStream(SMALL, 1);
        TopicStream unsampled = new TopicStream(SMALL, 2);
        for (int d = 0; d < 300; d += 30) {
            add(sampled, d, d + 30);
            add(unsampled, d, d + 30);
            assertThat(sampled.latest().passages()).isEqualTo(d + 30);
        }

        assertThat(sampled.state()).isEqualTo(unsampled.state());
        assertThat(sampled.latest().digest()).isEqualTo(unsampled.latest().digest());
    }

    @Test
    void resumesBitForBit() {
        TopicStream whole = new TopicStream(SMALL, 1);
        TopicStream restored = new TopicStream(SMALL, 1);
        for (int d = 0; d < 700; d += 100) {
            add(whole, d, d + 100);
            add(restored, d, d + 100);
            SeededTopic seeded = new SeededTopic("g" + d, List.of("topica1", "unheard"), 20);
            if (d < 300) {
                whole.addSeededTopic(seeded);
                restored.addSeededTopic(seeded);
            }
            restored = TopicStream.restore(restored.state(), 1);
        }

        assertThat(restored.state()).isEqualTo(whole.state());
        assertThat(restored.inputs()).isEqualTo(703);
        byte[] state = restored.state();
        assertThatThrownBy(() -> TopicStream.restore(Arrays.copyOf(state, 200), 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> TopicStream.restore(new byte[100], 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("another version");
    }

    @Test
    void heldOutPassagesAreAUniformSampleAndDisplacedOnesAreLearned() {
        HeldOutPassages sample = new HeldOutPassages();
        int learned = 0;
        for (int d = 0; d < 50_000; d++) {
            learned += sample.offer("book#" + d, new Document("b", BagOfWords.of(List.of("w" + d)), Map.of()))
                            .isPresent()
                    ? 1
                    : 0;
        }

        assertThat(learned + sample.size()).isEqualTo(50_000);
        assertThat(sample.bags().stream()
                        .filter(bag -> Integer.parseInt(bag.words()[0].substring(1)) < 25_000)
                        .count())
                .isBetween(90L, 166L);
    }

    @Test
    void topicSeededLateIsTheOneOfItsSeedWords() {
        TopicStream stream = new TopicStream(SMALL, 1);
        add(stream, 0, 2000);
        TopicModel before = stream.latest();
        int third = ConceptFinder.find(before, "c", List.of("topicc1", "topicc2"), null)
                .topic();

        stream.addSeededTopic(new SeededTopic("c", List.of("topicc1", "topicc2", "unheard"), 50));
        stream.addSeededTopic(new SeededTopic("c", List.of("topicd1"), 50));
        add(stream, 2000, 2100);

        TopicModel after = stream.latest();
        assertThat(after.seededConcepts())
                .hasSize(third + 1)
                .endsWith("c")
                .filteredOn(String::isEmpty)
                .hasSize(third);
        assertThat(after.lambda()[after.indexOf("topicc1")][third])
                .isGreaterThan(before.lambda()[before.indexOf("topicc1")][third] + 40);
    }
}
