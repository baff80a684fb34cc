// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.text.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PassagesTest {
    @Test
    void splitsDialogueButNotAfterTitles() {
        String text =
                "“Stop!” cried Mr. Holmes. “Where is Dr. J. H. Watson?” “Here,” said I. Mrs. St. Clair came at 3.30 p.m. from No. 7.\n\n"
                        + "‘No!’ she said. “I did—” He fell. It was I. We wept… and went. Was it you?—Never.";

        List<String> sentences = Sentences.of(text).stream()
                .map(span -> text.substring(span[0], span[1]))
                .toList();

        assertThat(sentences)
                .containsExactly(
                        "“Stop!” cried Mr. Holmes.",
                        "“Where is Dr. J. H. Watson?”",
                        "“Here,” said I.",
                        "Mrs. St. Clair came at 3.30 p.m. from No. 7.",
                        "‘No!’ she said.",
                        "“I did—” He fell.",
                        "It was I.",
                        "We wept… and went.",
                        "Was it you?—Never.");
    }

    @Property(tries = 300)
    void containsEveryWordOnceInOrder(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 60) int words) {
        List<Span> spans = Passages.split(text, words);

        assertThat(spans.stream().map(Span::text).collect(Collectors.joining(" ")))
                .isEqualTo(normalised(text));
        for (Span span : spans) {
            assertThat(span.text()).isEqualTo(normalised(text.substring(span.start(), span.end())));
            assertThat(span.text().split(" ").length).isLessThanOrEqualTo(4 * words);
        }
        assertThat(spans).isSortedAccordingTo((a, b) -> Integer.compare(a.end(), b.start()));
    }

    @Property(tries = 300)
    void splitsNoSentence(@ForAll("texts") String text) {
        int words = 20;

        List<Span> spans = Passages.split(text, words);

        assertThat(spans).allSatisfy(span -> assertThat(span.text()).matches("(?s).*[.!?][”’]?"));
        assertThat(spans)
                .allSatisfy(span -> assertThat(2 * span.text().split(" ").length >= words || spans.size() == 1)
                        .isTrue());
    }

    @Property
    void samplesExactlyTheRequestedNumber(
            @ForAll @IntRange(min = 1, max = 500) int total, @ForAll @IntRange(min = 0, max = 600) int perBook) {
        int[] chosen = IntStream.range(0, total)
                .filter(i -> Passages.sampled(i, total, perBook))
                .toArray();

        assertThat(chosen).hasSize(perBook == 0 ? total : Math.min(total, perBook));
        for (int i = 1; perBook > 0 && i < chosen.length; i++) {
            assertThat((double) (chosen[i] - chosen[i - 1]))
                    .isBetween((double) total / chosen.length - 1, (double) total / chosen.length + 1);
        }
    }

    @Test
    void samplesMiddles() {
        assertThat(IntStream.range(0, 10).filter(i -> Passages.sampled(i, 10, 2)))
                .containsExactly(2, 7);
        assertThat(IntStream.range(0, 9).filter(i -> Passages.sampled(i, 9, 3))).containsExactly(1, 4, 7);
        assertThat(Passages.sampled(9, 9, 0)).isFalse();
    }

    @Test
    void splitsAnOverlongSentence() {
        List<Span> spans = Passages.split("word ".repeat(1_000_000), 300);

        assertThat(spans).hasSizeBetween(3333, 3334);
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.text().split(" ").length).isLessThanOrEqualTo(1200));
    }

    @Test
    void blankTextHasNoPassages() {
        assertThat(Passages.split(" \n\n ", 300)).isEmpty();
        assertThat(Passages.split("", 300)).isEmpty();
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> word =
                Arbitraries.of("the", "lamp", "Mr. Holmes", "drawing-room", "isn’t", "well,", "it", "naïve", "£5");
        Arbitrary<String> words = word.list().ofMinSize(1).ofMaxSize(30).map(list -> "And " + String.join(" ", list));
        Arbitrary<String> sentence = Arbitraries.of("%s.", "%s!", "“%s?”", "“%s,” he said, “yes.”", "‘%s.’")
                .flatMap(form -> words.map(form::formatted));
        Arbitrary<String> gap = Arbitraries.of(" ", "  ", "\n\n", "\n", "\n \n\n");
        return sentence.flatMap(first -> gap.flatMap(g -> sentence.map(second -> first + g + second)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12)
                .map(list -> String.join("\n\n", list));
    }

    private static String normalised(String text) {
        return Arrays.stream(text.strip().split("\\s+")).collect(Collectors.joining(" "));
    }
}
