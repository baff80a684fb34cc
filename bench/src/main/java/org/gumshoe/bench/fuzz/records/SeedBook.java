// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.HalfPrecision;

/** A made-up book, every fourth one about crime, and all that the system makes of it. */
record SeedBook(int number, ModelAnnouncement weak, ModelAnnouncement strong) {
    void addTo(RecordSeeds world) {
        String book = "book" + number;
        boolean isCrime = number % 4 == 0;
        Random random = new Random(number);
        List<String> texts = Stream.generate(() -> text(isCrime, random))
                .limit(RecordSeeds.EACH)
                .toList();
        BookSender.chunks(
                        book,
                        "The Blue Door",
                        "Ann Sample",
                        List.of(isCrime ? RecordSeeds.CRIME : "other"),
                        String.join("", texts))
                .forEach(chunk -> world.add(Topics.BOOKS, chunk));
        List<Float> lda = new ArrayList<>();
        for (int i = 0; i < RecordSeeds.EACH; i++) {
            String text = texts.get(i);
            boolean own = number == RecordSeeds.BOOKS - 1 && i == 1;
            world.add(
                    Topics.PASSAGES,
                    new Passage(
                            book,
                            i,
                            RecordSeeds.EACH,
                            0,
                            text.length(),
                            text,
                            true,
                            own,
                            own ? strong.getSha256() : "",
                            "",
                            "",
                            own ? 2.5 : null));
            float score = (isCrime ? .5f : .05f) + .01f * i;
            lda.add(score);
            world.add(
                    Topics.ASSIGNMENTS,
                    new Assignment(
                            book,
                            i,
                            3L,
                            List.of(.5f, .5f),
                            Map.of(RecordSeeds.CRIME, score),
                            Map.of(RecordSeeds.CRIME, 0),
                            Map.of(RecordSeeds.CRIME, i)));
            world.add(Topics.ACTIVATIONS, activation(weak, book, i, isCrime, random));
            world.add(Topics.ACTIVATIONS, activation(strong, book, i, isCrime, random));
        }
        world.add(
                Topics.REFINED_SCORES,
                new RefinedScore(
                        RecordSeeds.CRIME,
                        "strong",
                        book,
                        7L,
                        RecordSeeds.BOOKS,
                        false,
                        lda.getFirst().doubleValue(),
                        isCrime ? 1. : -1.,
                        isCrime ? .9 : .1,
                        List.of(0, 1),
                        lda,
                        lda));
    }

    private static String text(boolean isCrime, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            int word = random.nextInt(5) + (isCrime ? 0 : 5);
            text.append(i % 8 == 0 ? "The " : "")
                    .append(RecordSeeds.WORDS.get(word))
                    .append(i % 8 == 7 ? ".\n\n" : " ");
        }
        return text.toString();
    }

    private static Activation activation(
            ModelAnnouncement model, String book, int index, boolean isCrime, Random random) {
        List<ByteBuffer> pooled = new ArrayList<>();
        List<ByteBuffer> positions = new ArrayList<>();
        for (int layer = 0; layer < model.getReadLayers().size(); layer++) {
            pooled.add(states(1, model.getWidth(), isCrime, random));
            positions.add(states(2, model.getWidth(), isCrime, random));
        }
        return Activation.newBuilder()
                .setBook(book)
                .setIndex(index)
                .setRole(model.getRole())
                .setModel(model.getSha256())
                .setWidth(model.getWidth())
                .setTokens(40)
                .setLayers(model.getReadLayers())
                .setPooled(pooled)
                .setOffsets(List.of(9, 30))
                .setPositions(positions)
                .setTextHash(index)
                .setWordState(states(1, model.getWidth(), isCrime, random))
                .build();
    }

    private static ByteBuffer states(int rows, int width, boolean isCrime, Random random) {
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() + (isCrime && i % width < 3 ? 3 : 0);
        }
        return HalfPrecision.encode(values);
    }
}
