// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.services.common.kafka.AvroSerde;
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
        BookParts book = new BookParts(list);
        assertThat(book.sums().count()).isEqualTo(PASSAGES);
        assertThat(book.indices())
                .isEqualTo(IntStream.range(0, PASSAGES).boxed().toList());
        HeldBook.Layers held = HeldBook.Layers.of(book);
        float[][] rows = held.matrix();
        assertThat(IntStream.range(0, PASSAGES))
                .allSatisfy(i -> assertThat(rows[i][i]).isEqualTo((float) i));
        assertThat(book.hasWordStates()).isTrue();
        double[] scores = held.wordScores(readOut(WIDTH));
        assertThat(IntStream.range(0, PASSAGES))
                .allSatisfy(i -> assertThat(scores[i]).isEqualTo(2. * i * i));
        assertThat(held.wordScores(new float[0])).containsOnly(0).hasSize(PASSAGES);
        assertThat(HeldBook.of(book, book.sums(), MemoryRoom.ofProcess())
                        .training()
                        .count())
                .isEqualTo(PASSAGES);
    }

    @Test
    void wordsCountOnlyWhereTheirModelWasAskedBehindEveryPassage() {
        BookSum asked = sum("one", HalfPrecision.encode(new float[] {1, 2}));
        BookSum unasked = sum("two", ByteBuffer.allocate(0));

        assertThat(new BookParts(List.of(asked)).hasWordStates()).isTrue();
        assertThat(new BookParts(List.of(unasked)).hasWordStates()).isFalse();
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

    /** Reads 0, 2, 4, ... times the components. */
    private static float[] readOut(int width) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = 2 * i;
        }
        return values;
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
