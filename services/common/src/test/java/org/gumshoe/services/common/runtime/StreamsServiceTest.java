// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsServiceTest {
    @TempDir
    private Path dir;

    private Settings settings(Map<String, String> more) {
        var values = new HashMap<>(more);
        values.put("state.dir", dir.toString());
        return new Settings(values);
    }

    @Test
    void defaultsGiveWayToKafkaSettingsAndThoseToTheService() {
        var settings =
                settings(Map.of("kafka.commit.interval.ms", "50", "kafka.max.task.idle.ms", "7", "instance", "b"));

        var config = StreamsProperties.of("ingest", settings, Map.of("max.task.idle.ms", 9));

        assertThat(config)
                .containsEntry("application.id", "gumshoe-ingest")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("main.consumer.group.instance.id", "ingest-b")
                .containsEntry("commit.interval.ms", "50")
                .containsEntry("max.task.idle.ms", 9)
                .containsEntry("errors.dead.letter.queue.topic.name", "dead-letters");
        assertThat(new StreamsConfig(config).originals()).isNotEmpty();
    }

    @Test
    void aServiceThatWasNeverStartedClosesQuietly() {
        var builder = new StreamsBuilder();
        Topics.BOOKS.stream(builder).to(Topics.BOOKS.name(), Topics.BOOKS.produced());
        try (var metrics = new ProcessMetrics()) {
            var service = new StreamsService("echo", builder::build, settings(Map.of()), metrics, Map.of());
            assertThat(service.ready()).isFalse();
            assertThat(service.failed()).isFalse();
            assertThat(service.state()).isEqualTo("created");
            assertThat(metrics.scrape()).contains("kafka_stream_failed_stream_threads_total{");

            service.close();
            service.close();

            assertThat(service.failed()).isFalse();
        }
    }

    @Test
    void aStateDirectoryThatCannotBeWrittenIsSaidInASentence() throws Exception {
        var settings = settings(Map.of())
                .with("state.dir", Files.writeString(dir.resolve("file"), "").toString());
        var builder = new StreamsBuilder();
        builder.table(
                Topics.BOOKS.name(),
                Consumed.with(Topics.BOOKS.keys(), Topics.BOOKS.values()),
                Materialized.as("books"));
        try (var metrics = new ProcessMetrics()) {
            assertThatThrownBy(() -> new StreamsService("echo", builder::build, settings, metrics, Map.of()))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll(settings.stateDir().toString(), "GUMSHOE_STATE_DIR");
        }
    }

    @Test
    void aClientThatHasEndedIsMadeAnewUntilItCanBe() throws Exception {
        var builder = new StreamsBuilder();
        Topics.BOOKS.stream(builder).to(Topics.BOOKS.name(), Topics.BOOKS.produced());
        var topology = builder.build();
        var made = new AtomicInteger();
        var settings = settings(Map.of("bootstrap.servers", "localhost:1"));
        try (var metrics = new ProcessMetrics()) {
            var service = new StreamsService(
                    "echo",
                    () -> {
                        if (made.incrementAndGet() == 2) {
                            throw new UncheckedIOException(new IOException("No space left on device"));
                        }
                        return topology;
                    },
                    settings,
                    metrics,
                    Map.of());
            service.start();
            KafkaStreams first = service.streams();
            first.close();

            await(() -> service.state().contains("No space left on device"));
            await(() -> service.streams() != first && !service.streams().state().hasStartedOrFinishedShuttingDown());
            // the new client is there a moment before it has started
            await(() -> !service.state().contains("No space left on device"));
            assertThat(service.failed()).isFalse();
            service.close();
        }
    }

    @Test
    void aStoreThatCannotBeOpenedAtTheStartIsTriedAgain() throws Exception {
        var builder = new StreamsBuilder();
        builder.table(
                Topics.BOOKS.name(),
                Consumed.with(Topics.BOOKS.keys(), Topics.BOOKS.values()),
                Materialized.as("books"));
        Path inTheWay = dir.resolve("gumshoe-echo/0_0/rocksdb/books");
        Files.createDirectories(inTheWay.getParent());
        Files.writeString(inTheWay, "where a store should be");
        try (var metrics = new ProcessMetrics()) {
            var service = new StreamsService(
                    "echo", builder::build, settings(Map.of("bootstrap.servers", "localhost:1")), metrics, Map.of());
            service.start();
            assertThat(service.ready()).isFalse();
            assertThat(service.failed()).isFalse();
            assertThat(service.state()).contains("rocksdb/books");

            Files.delete(inTheWay);
            await(() -> !service.streams().state().hasStartedOrFinishedShuttingDown());
            await(() -> !service.state().contains("rocksdb/books"));
            service.close();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) Thread.sleep(100);
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void storesAndInternalTopicsNeedNames() {
        var builder = new StreamsBuilder();
        Topics.BOOKS.stream(builder).groupBy((key, chunk) -> chunk.getAuthor()).count();
        try (var metrics = new ProcessMetrics()) {
            assertThatThrownBy(() -> new StreamsService("count", builder::build, settings(Map.of()), metrics, Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("count", "KSTREAM-AGGREGATE");
        }
    }
}
