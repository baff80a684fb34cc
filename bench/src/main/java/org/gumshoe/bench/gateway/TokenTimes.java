// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;

/** Times at which the tokens of stories were made, by the offset that stands in the id of their event. */
final class TokenTimes implements AutoCloseable {
    private final Map<Long, Long> madeAt = new ConcurrentHashMap<>();
    private final Thread reader;
    private volatile boolean closed;

    TokenTimes(Settings settings) {
        reader = Thread.ofPlatform().name("token-times").start(() -> read(settings));
    }

    private void read(Settings settings) {
        try (KafkaConsumer<String, StoryToken> consumer = Clients.consumer(settings, Topics.STORIES, null)) {
            List<TopicPartition> partition = List.of(new TopicPartition(Topics.STORIES.name(), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            while (!closed) {
                consumer.poll(Duration.ofMillis(200)).forEach(token -> madeAt.put(token.offset(), token.timestamp()));
            }
        }
    }

    /** Milliseconds since the epoch; empty for an offset that holds no token. */
    Optional<Long> of(long offset) {
        return Optional.ofNullable(madeAt.get(offset));
    }

    int tokens() {
        return madeAt.size();
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
