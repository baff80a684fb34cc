// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.StitchRowKey;

/**
 * Readings of made-up books of twelve passages, a fifth of them about the concept, in the dimensions of
 * SmolLM2-135M (one layer) and Gemma 3 270M (six layers), and a stitch map between them.
 */
final class MadeUpReadings {
    static final int PASSAGES = 12;
    private static final int WEAK_WIDTH = 576;
    private static final int STRONG_WIDTH = 640;
    private static final int WEAK_LAYER = 15;
    private static final List<Integer> STRONG_LAYERS = List.of(9, 10, 11, 12, 13, 14);
    private static final ModelReading WEAK = new ModelReading("made-up-weak", List.of(WEAK_LAYER));
    private static final ModelReading STRONG = new ModelReading("made-up-strong", STRONG_LAYERS);

    /** Normal numbers that are drawn once, since they are many. */
    private static final float[] NORMAL = new float[1 << 20];

    static {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < NORMAL.length; i++) {
            NORMAL[i] = (float) random.nextGaussian();
        }
    }

    private MadeUpReadings() {}

    static void sendMap(Consumer<ProducerRecord<String, byte[]>> send) {
        for (int layer : STRONG_LAYERS) {
            for (int row = 0; row < STRONG_WIDTH; row++) {
                float[] same = new float[WEAK_WIDTH];
                float[] shuffled = new float[WEAK_WIDTH];
                same[row % WEAK_WIDTH] = 1;
                shuffled[(row * 7 + 1) % WEAK_WIDTH] = .1f;
                row(send, layer, row, false, same);
                row(send, layer, row, true, shuffled);
            }
        }
        List<Double> r2 = STRONG_LAYERS.stream().map(layer -> .6).toList();
        List<Double> none = STRONG_LAYERS.stream().map(layer -> 0.).toList();
        send.accept(Topics.STITCH_MAP.record(
                Topics.MANIFEST,
                new StitchManifest(
                        1L,
                        WEAK.model(),
                        STRONG.model(),
                        WEAK_LAYER,
                        STRONG_LAYERS,
                        WEAK_WIDTH,
                        STRONG_WIDTH,
                        1000L,
                        100L,
                        .3,
                        r2,
                        none)));
    }

    private static void row(
            Consumer<ProducerRecord<String, byte[]>> send, int layer, int row, boolean shuffled, float[] values) {
        send.accept(Topics.STITCH_MAP.record(
                new StitchRowKey(WEAK_LAYER, layer, row, shuffled).format(),
                new StitchRow(1L, FloatLists.list(values))));
    }

    static void sendBook(int book, Consumer<ProducerRecord<String, byte[]>> send) {
        boolean in = book % 5 == 0;
        SplittableRandom random = new SplittableRandom(book);
        for (int index = 0; index < PASSAGES; index++) {
            String passage = "book" + book + "#" + index;
            List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
            records.add(read(WEAK, "weak", WEAK_WIDTH, passage, book, index, in, random));
            records.add(read(STRONG, "strong", STRONG_WIDTH, passage, book, index, in, random));
            float score = (float) (.02 * random.nextDouble() + (in ? .03 : 0));
            records.add(record(
                    Topics.ASSIGNMENTS,
                    passage,
                    new Assignment(
                            "book" + book,
                            index,
                            1L,
                            List.of(score, 1 - score),
                            Map.of("crime", score),
                            Map.of("crime", 0),
                            Map.of("crime", in ? index % 2 : 0))));
            records.forEach(send);
        }
    }

    private static ProducerRecord<String, byte[]> read(
            ModelReading reading,
            String role,
            int width,
            String passage,
            int book,
            int index,
            boolean in,
            SplittableRandom random) {
        return record(
                Topics.ACTIVATIONS,
                reading.key(passage, role),
                Activation.newBuilder()
                        .setBook("book" + book)
                        .setIndex(index)
                        .setRole(role)
                        .setModel(reading.model())
                        .setWidth(width)
                        .setTokens(300)
                        .setLayers(reading.layers())
                        .setPooled(IntStream.range(0, reading.layers().size())
                                .mapToObj(layer -> HalfPrecision.encode(values(width, in, random)))
                                .toList())
                        .build());
    }

    private static float[] values(int width, boolean in, SplittableRandom random) {
        int from = random.nextInt(NORMAL.length - width);
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = NORMAL[from + i] + (in && i % 8 == 0 ? .5f : 0);
        }
        return values;
    }

    private static <V extends SpecificRecord> ProducerRecord<String, byte[]> record(
            Topic<V> topic, String key, V value) {
        return topic.record(key, value);
    }
}
