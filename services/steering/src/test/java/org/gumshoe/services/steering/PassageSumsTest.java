// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.junit.jupiter.api.Test;

class PassageSumsTest {
    private static final int WIDTH = 4096;
    private static final int PASSAGES = 80;

    @Test
    void aBookOfManyPassagesComesInPartsThatAreJoinedToOneBook() {
        Map<String, Activation> read = new LinkedHashMap<>();
        Map<String, Assignment> assigned = new LinkedHashMap<>();
        for (int i = 0; i < PASSAGES; i++) {
            float[] values = new float[WIDTH];
            values[i] = i;
            read.put(
                    new ModelReading("m", List.of(1)).key("long#" + i, "weak"),
                    Activation.newBuilder()
                            .setBook("long")
                            .setIndex(i)
                            .setRole("weak")
                            .setModel("m")
                            .setWidth(WIDTH)
                            .setTokens(1)
                            .setLayers(List.of(1))
                            .setPooled(List.of(HalfPrecision.encode(values)))
                            .setWordState(HalfPrecision.encode(values))
                            .build());
            assigned.put(
                    "long#" + i,
                    new Assignment(
                            "long", i, 1L, List.of(1f), Map.of("crime", i / 100f), Map.of("crime", 0), Map.of()));
        }

        Map<String, BookSum> parts = PassageSums.ofBook("long", read, assigned, 5);

        assertThat(parts).containsOnlyKeys("crime|weak|m@1|long#0", "crime|weak|m@1|long#1", "crime|weak|m@1|long#2");
        assertThat(parts.values())
                .allSatisfy(part -> assertThat(
                                AvroSerde.of(BookSum.class).serializer().serialize("any", part).length)
                        .isLessThan(3 << 18));
        List<BookSum> list = List.copyOf(parts.values());
        ConceptSums sums = sums(list, readOut("m", WIDTH));
        assertThat(sums.passages()).isEqualTo(PASSAGES);
        assertThat(sums.records()).hasSize(1);
        assertThat(sums.books().getFirst().count()).isEqualTo(PASSAGES);
        assertThat(sums.records().getFirst().getIndices())
                .isEqualTo(IntStream.range(0, PASSAGES).boxed().toList());
        float[][] rows = sums.rows(sums.records().getFirst());
        assertThat(IntStream.range(0, PASSAGES))
                .allSatisfy(i -> assertThat(rows[i][i]).isEqualTo((float) i));
        double[] scores = sums.refinedPassages().wordsOrNull();
        assertThat(IntStream.range(0, PASSAGES))
                .allSatisfy(i -> assertThat(scores[i]).isEqualTo(2. * i * i));
        assertThat(sums.wordScores(sums.records().getFirst())).containsExactly(scores);
        assertThat(sums.moments().group(sums.moments().groupOf("long")).n()).isEqualTo(PASSAGES);
    }

    @Test
    void wordsCountOnlyWhereTheirModelWasAskedBehindEveryPassage() {
        BookSum asked = sum("one", HalfPrecision.encode(new float[] {1, 2}));
        BookSum other = sum("two", HalfPrecision.encode(new float[] {2, 0}));
        BookSum unasked = sum("two", ByteBuffer.allocate(0));

        assertThat(sums(List.of(asked, other), readOut("m", 2))
                        .refinedPassages()
                        .wordsOrNull())
                .containsExactly(4, 0);
        assertThat(List.of(
                        sums(List.of(asked, unasked), readOut("m", 2)),
                        sums(List.of(asked, other), readOut("n", 2)),
                        sums(List.of(asked, other), readOut("m", 3)),
                        sums(List.of(asked, other), Optional.empty())))
                .allSatisfy(without -> {
                    assertThat(without.words()).isEmpty();
                    assertThat(without.refinedPassages().wordsOrNull()).isNull();
                });
    }

    @Test
    void aBookOfWhichSomePassagesWereReadUnaskedHasNoWordStates() {
        Map<String, Activation> read = new LinkedHashMap<>();
        Map<String, Assignment> assigned = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            Activation activation = activation("one", 2, HalfPrecision.encode(new float[i == 0 ? 2 : 0]));
            activation.setIndex(i);
            read.put(new ModelReading("m", List.of(1)).key("one#" + i, "weak"), activation);
            assigned.put("one#" + i, assignment("one", i));
        }

        BookSum sum =
                PassageSums.ofBook("one", read, assigned, 5).values().iterator().next();

        assertThat(sum.getPassages()).isEqualTo(2);
        assertThat(sum.getWordStates().remaining()).isZero();
    }

    private static ConceptSums sums(List<BookSum> parts, Optional<WordReadOut> readOut) {
        return ConceptSums.of(parts, List.of(), List.of(), new MomentsCache().of("crime|weak|m@1", parts), readOut);
    }

    /** Reads 0, 2, 4, ... times the components. */
    private static Optional<WordReadOut> readOut(String model, int width) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = 2 * i;
        }
        return Optional.of(new WordReadOut("crime", "weak", model, List.of("murder"), FloatLists.list(values)));
    }

    private static BookSum sum(String book, ByteBuffer wordState) {
        Map<String, Activation> read =
                Map.of(new ModelReading("m", List.of(1)).key(book + "#0", "weak"), activation(book, 2, wordState));
        return PassageSums.ofBook(book, read, Map.of(book + "#0", assignment(book, 0)), 5)
                .values()
                .iterator()
                .next();
    }

    private static Activation activation(String book, int width, ByteBuffer wordState) {
        return Activation.newBuilder()
                .setBook(book)
                .setIndex(0)
                .setRole("weak")
                .setModel("m")
                .setWidth(width)
                .setTokens(1)
                .setLayers(List.of(1))
                .setPooled(List.of(HalfPrecision.encode(new float[width])))
                .setWordState(wordState)
                .build();
    }

    private static Assignment assignment(String book, int index) {
        return new Assignment(book, index, 1L, List.of(1f), Map.of("crime", .5f), Map.of("crime", 0), Map.of());
    }
}
