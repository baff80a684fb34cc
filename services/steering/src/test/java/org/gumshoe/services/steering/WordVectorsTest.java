// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.WordReadOutKey;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.refine.PassageScorer;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.shards.BookShard;
import org.junit.jupiter.api.Test;

/** Vectors and scores of models that are asked what each passage means. */
class WordVectorsTest extends SixteenBooksFixture {
    private static final float[] MURDER = {1, -.5f, .25f};
    private static final float[] CLUE = {2, .25f, -.5f};

    @Override
    ByteBuffer wordState(int book, int index, String model) {
        return HalfPrecision.encode(state(book, index, model));
    }

    private static float[] state(int book, int index, String model) {
        Random random = new Random(("word" + model + passage(book, index)).hashCode());
        float[] values = new float[model.equals("w") ? 3 : 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (isCrime(book) && i == 0 ? 2 : 0);
        }
        return HalfPrecision.decode(HalfPrecision.encode(values));
    }

    private void readOut(String role, String model, String word, float... values) {
        WordReadOut readOut = new WordReadOut("crime", role, model, List.of(word), FloatLists.list(values));
        test.in(Topics.WORD_READOUTS).pipeInput(WordReadOutKey.of(readOut).format(), readOut);
    }

    /** Refines the weak model's concept directly, and scores its passages. */
    private final class ByWords {
        private final List<String> books = new ArrayList<>();
        private final List<float[]> rows = new ArrayList<>();
        private final List<Double> z = new ArrayList<>();
        private final List<Double> words = new ArrayList<>();
        private final Refinement.Result result;
        private final PassageScorer scorer;

        ByWords(float[] readOut) {
            for (int book = 0; book < BOOKS; book++) {
                for (int i = 0; i < EACH; i++) {
                    books.add("book" + book);
                    rows.add(read(book, i, "w", 2));
                    z.add((double) scores.get(passage(book, i)).floatValue());
                    words.add(Statistics.dot(state(book, i, "w"), readOut));
                }
            }
            PassageScorer.Passages passages = new PassageScorer.Passages(
                    books,
                    rows.toArray(float[][]::new),
                    z.stream().mapToDouble(v -> v).toArray(),
                    words.stream().mapToDouble(v -> v).toArray(),
                    null);
            Refinement refinement = refinement("weak", "w", 2);
            BookShard shard =
                    BookShard.of(sums("weak", "w"), 2, refinement::groupOf, passages.wordScores(), Map.of(), passages);
            result = refinement.refine(shard, new Refinement.Start.Scores(), Refinement.Options.DEFAULT);
            scorer = refinement.fitPassages(result, passages, Refinement.Options.DEFAULT);
        }

        void assertAre(Map<String, RefinedScore> streamed) {
            for (int i = 0; i < books.size(); i++) {
                RefinedScore row = streamed.get("crime|weak|" + books.get(i));
                assertThat(row.getResponsibility())
                        .isCloseTo(result.responsibilities().get(books.get(i)), within(1e-9));
                assertThat(row.getPassages().get(i % EACH))
                        .isCloseTo(
                                (float) scorer.score(books.get(i), rows.get(i), z.get(i), words.get(i), Double.NaN),
                                within(1e-6f));
            }
        }
    }

    /** The newest refinement; so few books are not reliable, and then it is not in force. */
    private static SteeringVector refined(Map<String, SteeringVector> vectors, String role) {
        String key = "crime|" + role + "|refined";
        return Objects.requireNonNullElseGet(vectors.get(key + "-diverged"), () -> vectors.get(key));
    }

    private static List<String> words(SteeringVector vector) {
        return vector.getCauses().stream()
                .filter(cause -> cause.getKind().equals("words"))
                .map(Cause::getName)
                .toList();
    }

    @Test
    void aModelThatWasAskedBehindEveryPassageIsAnchoredInItsWords() {
        sendBooks();
        publishMap("s", W4);
        readOut("weak", "w", "murder", MURDER);

        var vectors = settled();

        ByWords expected = new ByWords(MURDER);
        expected.assertAre(refinedScores.readKeyValuesToMap());
        SteeringVector weak = vectors.get("crime|weak|refined");
        assertMixes(
                weak,
                mixture(sums("weak", "w"), expected.result.responsibilities(), WEAK)
                        .getFirst());
        assertThat(weak.getDiagnosis())
                .containsEntry("words", 1.)
                .containsEntry("ldaShare", expected.result.ldaShare());
        assertThat(expected.result.ldaShare()).isBetween(.1, .9);
        assertThat(vectors.get("crime|strong|refined").getDiagnosis())
                .as("the strong model has no read-out yet")
                .doesNotContainKeys("words", "ldaShare");
    }

    @Test
    void otherWordsAreACauseOfNewVectorsAndRemovedOnesToo() {
        sendBooks();
        publishMap("s", W4);
        assertThat(words(settled().get("crime|weak|refined"))).isEmpty();

        readOut("weak", "w", "murder", MURDER);
        var first = settled();
        readOut("weak", "w", "clue", CLUE);
        var other = settled();
        new ByWords(CLUE).assertAre(refinedScores.readKeyValuesToMap());
        readOut("strong", "s", "clue", 1, .3f);
        var strong = settled();
        test.in(Topics.WORD_READOUTS).pipeInput("crime|weak|w", null);
        var removed = settled();

        Map.of("first", first, "other", other, "strong", strong, "removed", removed)
                .forEach((what, vectors) -> {
                    assertThat(vectors).as(what).doesNotContainKeys("crime|weak|native", "crime|strong|native");
                    assertThat(List.of(
                                    refined(vectors, "weak"),
                                    vectors.get("crime|strong|translated"),
                                    refined(vectors, "strong")))
                            .as(what)
                            .allSatisfy(vector -> assertThat(words(vector))
                                    .containsExactly(what.equals("strong") ? "strong" : "weak"));
                });
        assertThat(refined(removed, "weak").getDiagnosis()).doesNotContainKey("words");
    }

    @Test
    void onePassageThatWasReadUnaskedLeavesItToTheTopics() {
        sendBooks();
        Activation unasked = activation(3, 1, "weak", "w");
        activations.pipeInput(key(3, 1, "weak", "w"), unasked);
        readOut("weak", "w", "murder", MURDER);

        assertThat(settled().get("crime|weak|refined").getDiagnosis()).doesNotContainKey("words");
        Map<String, Double> responsibilities = new TreeMap<>();
        refinedScores.readKeyValuesToMap().forEach((key, row) -> {
            responsibilities.put(row.getBook(), row.getResponsibility());
        });
        assertThat(responsibilities).isEqualTo(new TreeMap<>(refinedInWeak(null).responsibilities()));

        read(3, 1, "weak", "w");

        assertThat(refined(settled(), "weak").getDiagnosis()).containsEntry("words", 1.);
    }

    @Test
    void theReadOutOfAnotherModelOrWidthIsNotUsed() {
        sendBooks();
        readOut("weak", "other", "murder", MURDER);
        readOut("weak", "w", "murder", 1, 2);

        assertThat(settled().get("crime|weak|refined").getDiagnosis()).doesNotContainKey("words");
    }
}
