// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.standalone.Standalone;

/**
 * Measurement of solutions over partitions, with a broker, stores and transactions: made-up books of
 * twelve passages in one model and at one layer are streamed to the steering service, and then one book
 * more. It tells how long the last solution took from its first question to its vectors, how many
 * questions it asked, and what lies in the solver's stores and in those of the partitions.
 */
public final class SolutionScaleBench {
    private static final int WIDTH = 640;
    private static final int PASSAGES = 12;
    private static final ModelReading READING = new ModelReading("made-up", List.of(12));

    private static final Predicate<String> OF_SOLVER =
            Pattern.compile("steering-(read-passages|published|causes)").asPredicate();

    private SolutionScaleBench() {}

    /** @param arguments numbers of books, ascending */
    public static void main(String[] arguments) throws Exception {
        Path dir = Files.createTempDirectory("gumshoe-scale");
        Settings settings = new Settings(Map.of("broker.port", "0", "port", "0"));
        AtomicLong solution = new AtomicLong();
        AtomicLong questions = new AtomicLong();
        AtomicReference<SteeringVector> newest = new AtomicReference<>();
        System.out.println("| books | questions | solution, s | solver's stores, MB | partitions' stores, MB |");
        System.out.println("|---|---|---|---|---|");
        try (var system = Standalone.start(dir, settings, List.of("steering"));
                var _ = new TopicTable<>(system.settings(), Topics.STEERING_QUESTIONS, (key, question) -> {
                    solution.set(question.getSolution());
                    questions.set(question.getNumber());
                });
                var _ = new TopicTable<>(system.settings(), Topics.STEERING_VECTORS, (key, vector) -> {
                    if (vector != null && vector.getKind().startsWith("refined")) newest.set(vector);
                })) {
            int sent = 0;
            for (String books : arguments) {
                int wanted = Integer.parseInt(books);
                send(system.settings(), sent, wanted);
                await(newest, wanted);
                send(system.settings(), wanted, wanted + 1);
                sent = wanted + 1;
                SteeringVector vector = await(newest, sent);
                Thread.sleep(1000);
                System.out.printf(
                        Locale.ROOT,
                        "| %,d | %d | %.1f | %.1f | %.1f |%n",
                        sent,
                        questions.get(),
                        (vector.getPublishedAt() - solution.get()) / 1000.,
                        megabytes(dir, OF_SOLVER),
                        megabytes(dir, OF_SOLVER.negate()));
            }
        }
        System.exit(0);
    }

    private static SteeringVector await(AtomicReference<SteeringVector> newest, int books) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(30).toNanos();
        while (newest.get() == null || newest.get().getBooks() < books) {
            if (System.nanoTime() > end) throw new IllegalStateException("no vector of " + books + " books");
            Thread.sleep(100);
        }
        return newest.get();
    }

    private static void send(Settings settings, int from, int to) {
        try (var producer = Clients.producer(settings, (String) null)) {
            for (int book = from; book < to; book++) {
                boolean in = book % 5 == 0;
                SplittableRandom random = new SplittableRandom(book);
                for (int index = 0; index < PASSAGES; index++) {
                    Activation activation = activation(book, index, in, random);
                    ProducerRecord<String, byte[]> record =
                            Topics.ACTIVATIONS.record(READING.key("book" + book + "#" + index, "weak"), activation);
                    producer.send(record);
                    producer.send(Topics.ASSIGNMENTS.record(
                            "book" + book + "#" + index, assignment(book, index, in, random)));
                }
            }
            producer.flush();
        }
    }

    private static Activation activation(int book, int index, boolean in, SplittableRandom random) {
        float[] values = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            values[i] = (float) (random.nextGaussian() + (in && i % 8 == 0 ? .5 : 0));
        }
        return Activation.newBuilder()
                .setBook("book" + book)
                .setIndex(index)
                .setRole("weak")
                .setModel(READING.model())
                .setWidth(WIDTH)
                .setTokens(300)
                .setLayers(READING.layers())
                .setPooled(List.of(HalfPrecision.encode(values)))
                .build();
    }

    private static Assignment assignment(int book, int index, boolean in, SplittableRandom random) {
        float score = (float) (.02 * random.nextDouble() + (in ? .03 : 0));
        return new Assignment(
                "book" + book,
                index,
                1L,
                List.of(score, 1 - score),
                Map.of("crime", score),
                Map.of("crime", 0),
                Map.of("crime", in ? index % 2 : 0));
    }

    /** Returns the size of the stores whose files are such. */
    private static double megabytes(Path dir, Predicate<String> such) throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("state"))) {
            return files.filter(file -> file.toString().contains("rocksdb"))
                            .filter(file -> such.test(file.toString()))
                            .mapToLong(file ->
                                    file.toFile().isFile() ? file.toFile().length() : 0)
                            .sum()
                    / 1e6;
        }
    }
}
