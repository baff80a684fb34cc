// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.gateway;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.bench.gateway.StreamClient.Habit;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.gateway.GatewayService;
import org.gumshoe.services.standalone.Standalone;

/**
 * Benchmark of the gateway's event streams, with clients that do not read among them. Broker,
 * gateway and clients are one process, so heap and file handles are those of all three: a stream is
 * two handles.
 */
public final class GatewayBench {
    private static final int TOKENS_OF_A_STORY = 100;
    private static final int REPORTS = 6;

    private GatewayBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int streams = argument(arguments, 0, 500);
        int slow = argument(arguments, 1, 50);
        int pace = argument(arguments, 2, 50);
        int seconds = argument(arguments, 3, 60);
        Path data = Files.createTempDirectory("gateway-bench");
        Settings settings = new Settings(Map.of("broker.port", "0", "port", "0", "gateway.port", "0"));
        List<StreamClient> clients = new ArrayList<>();
        try (Standalone system = Standalone.start(data, settings, List.of(GatewayService.NAME));
                var producer = Clients.producer(system.settings(), Topics.STORIES, null)) {
            while (!system.ready()) {
                Thread.sleep(100);
            }
            GatewayService gateway = (GatewayService) system.services().getFirst();
            report("before the streams");
            for (int i = 0; i < streams; i++) {
                Habit habit = i >= slow ? Habit.ALL : i % 2 == 0 ? Habit.NOTHING : Habit.A_BYTE_A_SECOND;
                clients.add(new StreamClient(gateway.port(), habit));
            }
            Thread.sleep(2000);
            report(streams + " streams, " + slow + " slow");
            int sent = send(producer, pace, seconds);
            Thread.sleep(3000);
            print(clients, sent);
        } finally {
            for (StreamClient client : clients) {
                client.close();
            }
        }
    }

    private static int argument(String[] arguments, int index, int fallback) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : fallback;
    }

    private static int send(Producer<String, StoryToken> producer, int pace, int seconds) throws InterruptedException {
        int total = pace * seconds;
        long start = System.nanoTime();
        for (int i = 0; i < total; i++) {
            long due = start + i * 1_000_000_000L / pace;
            Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            StoryToken token = token(i);
            producer.send(new ProducerRecord<>(Topics.STORIES.name(), token.getStory(), token));
            if ((i + 1) % Math.max(1, total / REPORTS) == 0) {
                report((i + 1) + " tokens sent");
            }
        }
        producer.flush();
        return total;
    }

    private static StoryToken token(int i) {
        return StoryToken.newBuilder()
                .setStory("story" + i / TOKENS_OF_A_STORY)
                .setConcept("crime")
                .setArm("unsteered")
                .setIndex(i % TOKENS_OF_A_STORY)
                .setText(Long.toString(System.nanoTime()))
                .setLogProb(-1)
                .setLast(i % TOKENS_OF_A_STORY == TOKENS_OF_A_STORY - 1)
                .setSeed(1)
                .build();
    }

    private static void report(String when) {
        System.gc();
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.out.printf(
                Locale.ROOT,
                "%-28s heap %4d MB  file handles %5d%n",
                when,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                system.getOpenFileDescriptorCount());
    }

    private static void print(List<StreamClient> clients, int sent) {
        List<StreamClient> fast =
                clients.stream().filter(client -> client.habit() == Habit.ALL).toList();
        long[] delays = fast.stream()
                .flatMapToLong(client -> Arrays.stream(client.delayNanos()))
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "delivered to the %d fast clients: %d of %d tokens, %d left out%n",
                fast.size(),
                delays.length,
                (long) sent * fast.size(),
                fast.stream().mapToLong(StreamClient::missed).sum());
        if (delays.length > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "their delay: median %.1f ms, p99 %.1f ms, most %.1f ms%n",
                    delays[delays.length / 2] / 1e6,
                    delays[(int) (delays.length * .99)] / 1e6,
                    delays[delays.length - 1] / 1e6);
        }
    }
}
