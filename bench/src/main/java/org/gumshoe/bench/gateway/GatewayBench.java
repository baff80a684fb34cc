// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.gateway;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.gumshoe.bench.gateway.StreamClient.Habit;
import org.gumshoe.bench.system.Child;
import org.gumshoe.bench.system.Cluster;
import org.gumshoe.bench.system.MadeUpBooks;
import org.gumshoe.bench.system.ProcessSample;
import org.gumshoe.bench.system.SystemClient;
import org.gumshoe.bench.system.Trend;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Benchmark of the page's event streams beside the whole system, which writes stories with a tiny model
 * and takes in books, with clients that do not read among them. Broker and services are processes of
 * their own; heap and file handles are those of the one with the gateway.
 */
public final class GatewayBench {
    private static final int TOKENS_OF_A_STORY = 60;
    private static final int BOOKS = 24;
    private static final int SENTENCES = 16;
    private static final int BOOK_SECONDS = 30;

    /** More would stop the gateway for too much of the time: each collects all its garbage. */
    private static final int REPORT_SECONDS = 60;

    /** What is held until the stories' archive is full and the first books are withdrawn is not counted. */
    private static final int SETTLED_SECONDS = 120;

    /** Megabytes in ten minutes: what a hundredth of 500 streams would take at most. */
    private static final double GROWTH = 3;

    private static final String PROCESS = "stories";

    private static final Settings SETTINGS = new Settings(Map.of(
            "passage.words", "30",
            "topics.number", "3",
            "topics.minibatch", "16",
            "topics.min.books", "2",
            "commit.interval.ms", "1000",
            // so little that stories have filled their part within a minute
            "gateway.history.mb", "10"));

    private GatewayBench() {}

    public static void main(String[] arguments) throws Exception {
        Path tiny = Path.of(arguments[0]);
        int streams = argument(arguments, 1, 500);
        int slow = argument(arguments, 2, 50);
        int storiesAMinute = argument(arguments, 3, 20);
        int seconds = argument(arguments, 4, 600);
        int port = Child.freePort();
        Settings settings = SETTINGS.with("gateway.port", Integer.toString(port));
        List<StreamClient> clients = new ArrayList<>();
        boolean flat;
        try (var system =
                new Cluster(Files.createTempDirectory("gateway-bench"), settings, false, Cluster.Equipment.plain())) {
            system.start();
            try (SystemClient sender = new SystemClient(system.settings());
                    TokenTimes made = new TokenTimes(system.settings())) {
                learn(system.settings(), sender, tiny);
                report(system, "before the streams");
                int most = 2 * (storiesAMinute * seconds / 60 + 1) * TOKENS_OF_A_STORY;
                for (int i = 0; i < streams; i++) {
                    Habit habit = i >= slow ? Habit.ALL : i % 2 == 0 ? Habit.NOTHING : Habit.A_BYTE_A_SECOND;
                    clients.add(new StreamClient(port, habit, most));
                }
                Thread.sleep(2000);
                report(system, streams + " streams, " + slow + " slow");
                List<Trend.Point> heap = run(system, sender, storiesAMinute, seconds);
                Thread.sleep(10_000);
                sender.requireSent();
                print(clients, made);
                flat = isFlat(heap);
            }
        } finally {
            for (StreamClient client : clients) {
                client.close();
            }
        }
        System.exit(flat ? 0 : 1);
    }

    private static int argument(String[] arguments, int index, int fallback) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : fallback;
    }

    /** Waits until there is a vector, so that stories are steered. */
    private static void learn(Settings settings, SystemClient sender, Path tiny) throws InterruptedException {
        sender.publishConcept(20);
        sender.announceModels(tiny);
        for (int book = 0; book < BOOKS; book++) {
            send(sender, book);
        }
        sender.flush();
        try (var vectors = new TopicTable<SteeringVector>(settings, Topics.STEERING_VECTORS)) {
            while (!vectors.view().containsKey("crime|strong|translated")) {
                Thread.sleep(200);
            }
        }
    }

    private static String id(int book) {
        return "book%04d".formatted(book);
    }

    private static void send(SystemClient sender, int book) {
        sender.sendBook(id(book), MadeUpBooks.text(book % 3 == 0, SENTENCES, new Random(book)));
    }

    /** Asks for stories and sends books; the number of books stays the same. Returns the live heap, in megabytes by seconds. */
    private static List<Trend.Point> run(Cluster system, SystemClient sender, int storiesAMinute, int seconds)
            throws IOException, InterruptedException {
        List<Trend.Point> heap = new ArrayList<>();
        int stories = storiesAMinute * seconds / 60;
        long start = System.nanoTime();
        int book = BOOKS;
        for (int i = 0; i < stories; i++) {
            double due = i * 60.0 / storiesAMinute;
            Thread.sleep(Math.max(0, (long) (1000 * due - (System.nanoTime() - start) / 1e6)));
            sender.requestStory("story" + i, i % 2 == 0 ? "unsteered" : "translated", TOKENS_OF_A_STORY);
            if (due >= (book - BOOKS) * BOOK_SECONDS) {
                sender.withdrawBook(id(book - BOOKS));
                send(sender, book++);
            }
            if (due >= (heap.size() + 1) * REPORT_SECONDS) {
                heap.add(new Trend.Point(due, report(system, (i + 1) + " stories asked for")));
            }
        }
        return heap;
    }

    /** Returns whether the heap, once it has settled, is shown not to grow; a run that is too short shows nothing. */
    private static boolean isFlat(List<Trend.Point> heap) {
        List<Trend.Point> settled =
                heap.stream().filter(point -> point.at() >= SETTLED_SECONDS).toList();
        if (settled.size() < 3) {
            System.out.println("The run was too short to say whether the heap grows.");
            return false;
        }
        Trend trend = Trend.of(settled);
        boolean flat = trend.within(GROWTH / 600);
        System.out.printf(
                Locale.ROOT,
                "live heap from %d s on: %+.1f ± %.1f MB in ten minutes, %s%n",
                SETTLED_SECONDS,
                600 * trend.slope(),
                600 * trend.halfWidth(),
                flat ? "flat" : "not shown to be flat (at most " + GROWTH + " at the upper end)");
        return flat;
    }

    /** Prints what the gateway's process holds, and returns its live heap in megabytes. */
    private static double report(Cluster system, String when) throws IOException {
        ProcessSample sample = ProcessSample.take(0, system.child(PROCESS).pid());
        double heap = sample.heap().total() / (double) (1 << 20);
        System.out.printf(
                Locale.ROOT,
                "%-28s heap %6.1f MB  file handles %5d  load of the machine %.1f%n",
                when,
                heap,
                sample.handles(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        return heap;
    }

    private static void print(List<StreamClient> clients, TokenTimes made) {
        List<StreamClient> fast =
                clients.stream().filter(client -> client.habit() == Habit.ALL).toList();
        LongStream.Builder builder = LongStream.builder();
        fast.forEach(client -> client.delays(made, builder::add));
        long[] delays = builder.build().sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "delivered to the %d fast clients: %d of %d tokens, %d events left out, %d streams ended%n",
                fast.size(),
                delays.length,
                (long) made.tokens() * fast.size(),
                fast.stream().mapToLong(StreamClient::missed).sum(),
                fast.stream().filter(StreamClient::ended).count());
        System.out.printf(
                Locale.ROOT,
                "delay of a token from its making to its client: median %d ms, p90 %d ms, p99 %d ms, most %d ms%n",
                quantile(delays, .5),
                quantile(delays, .9),
                quantile(delays, .99),
                quantile(delays, 1));
    }

    private static long quantile(long[] sorted, double share) {
        return sorted.length == 0 ? -1 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
    }
}
