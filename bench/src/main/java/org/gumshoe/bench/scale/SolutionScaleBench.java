// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.scale;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.standalone.Standalone;

/**
 * Measurement of solutions over partitions, with a broker, stores and transactions: {@link MadeUpReadings}
 * are streamed to the steering service, and then one book more. It tells what streaming a book cost all
 * threads, solutions on the way included; how long the last solution took from its beginning to its vectors,
 * the processor time of all threads meanwhile, how many questions it asked, what lies in the solver's stores
 * and in those of the partitions, the heap that is left after a collection, and by how much it has grown for
 * each book: while that stays the same, nothing but the books in memory grows.
 */
public final class SolutionScaleBench {
    private static final Predicate<String> OF_SOLVER =
            Pattern.compile("steering-(read-passages|published|causes)").asPredicate();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Duration PATIENCE = Duration.ofHours(3);

    /** What streaming some books took, in seconds. */
    private record Streamed(int books, double seconds, double processor) {}

    private final NavigableMap<Long, Long> processorAt = new ConcurrentSkipListMap<>();
    private long heapBefore;
    private volatile long begun;
    private volatile long ended;
    private volatile int questions;
    private volatile SteeringVector newest;

    private SolutionScaleBench() {}

    /** @param arguments numbers of books, ascending */
    public static void main(String[] arguments) throws Exception {
        new SolutionScaleBench().measure(List.of(arguments));
        System.exit(0);
    }

    private void measure(List<String> steps) throws Exception {
        Path dir = Files.createTempDirectory("gumshoe-scale");
        Settings settings = new Settings(Map.of("broker.port", "0", "port", "0"));
        Thread.ofPlatform().daemon().start(this::watchProcessor);
        System.out.println(
                "| books | streamed, books/s | streamed, ms of processor a book | questions | solution, s | processor, s | solver's stores, MB"
                        + " | partitions' stores, MB | heap, MB | heap, KB a book |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        try (var system = Standalone.start(dir, settings, List.of("steering"));
                var producer = Clients.producer(system.settings(), (String) null);
                var _ = new TopicTable<>(system.settings(), Topics.STEERING_COMMANDS, (key, command) -> see(command));
                var _ = new TopicTable<>(system.settings(), Topics.STEERING_VECTORS, (key, vector) -> {
                    if (key.startsWith("crime|strong|refined")) newest = vector;
                })) {
            MadeUpReadings.sendMap(producer::send);
            int sent = 0;
            for (String step : steps) {
                int books = Integer.parseInt(step);
                long from = System.nanoTime();
                long processor = SYSTEM.getProcessCpuTime();
                int before = sent;
                while (sent < books) MadeUpReadings.sendBook(sent++, producer::send);
                producer.flush();
                await(books);
                Streamed streamed = new Streamed(
                        books - before,
                        (System.nanoTime() - from) / 1e9,
                        (SYSTEM.getProcessCpuTime() - processor) / 1e9);
                MadeUpReadings.sendBook(sent++, producer::send);
                producer.flush();
                tell(await(sent), streamed, dir);
            }
        }
    }

    private void see(SteeringQuestion command) {
        if (command.getKind().equals("begin")) {
            begun = command.getSolution();
        } else if (command.getKind().equals("end")) {
            ended = command.getSolution();
            questions = command.getNumber();
        }
    }

    private void watchProcessor() {
        try {
            while (true) {
                processorAt.put(System.currentTimeMillis(), SYSTEM.getProcessCpuTime());
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double processorSeconds(long from, long to) {
        return (processorAt.ceilingEntry(to).getValue()
                        - processorAt.floorEntry(from).getValue())
                / 1e9;
    }

    private void tell(SteeringVector vector, Streamed streamed, Path dir) throws InterruptedException {
        while (ended < begun) Thread.sleep(100);
        long from = begun;
        long to = vector.getPublishedAt();
        Thread.sleep(500);
        System.gc();
        long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        double grown = (heap - heapBefore) / 1024. / streamed.books;
        heapBefore = heap;
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.0f | %.2f | %d | %.2f | %.2f | %.1f | %,.0f | %,d | %.0f |%n",
                vector.getBooks(),
                streamed.books / streamed.seconds,
                1000 * streamed.processor / streamed.books,
                questions,
                (to - from) / 1000.,
                processorSeconds(from, to),
                megabytes(dir, OF_SOLVER),
                megabytes(dir, OF_SOLVER.negate()),
                heap >> 20,
                grown);
    }

    private SteeringVector await(int books) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (newest == null || newest.getBooks() < books) {
            if (System.nanoTime() > end) throw new IllegalStateException("no vector of " + books + " books");
            Thread.sleep(20);
        }
        return newest;
    }

    /** Returns the size of the stores whose files are such. */
    private static double megabytes(Path dir, Predicate<String> such) {
        try (Stream<Path> files = Files.walk(dir.resolve("state"))) {
            return files.filter(file -> file.toString().contains("rocksdb"))
                            .filter(file -> such.test(file.toString()))
                            .mapToLong(file ->
                                    file.toFile().isFile() ? file.toFile().length() : 0)
                            .sum()
                    / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
