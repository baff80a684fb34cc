// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
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
        builder.stream(Topics.BOOKS.name(), Topics.BOOKS.consumed()).to(Topics.BOOKS.name(), Topics.BOOKS.produced());
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
    void storesAndInternalTopicsNeedNames() {
        var builder = new StreamsBuilder();
        builder.stream(Topics.BOOKS.name(), Topics.BOOKS.consumed())
                .groupBy((key, chunk) -> chunk.getAuthor())
                .count();
        try (var metrics = new ProcessMetrics()) {
            assertThatThrownBy(() -> new StreamsService("count", builder::build, settings(Map.of()), metrics, Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("count", "KSTREAM-AGGREGATE");
        }
    }
}
