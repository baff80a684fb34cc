// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;

/**
 * Queue of story requests in their order. It knows how far the topic may be committed while later
 * requests are answered before earlier ones.
 */
final class RequestQueue {
    /**
     * Request with its position in the topic.
     *
     * @param since when it was read, in nanoseconds
     */
    record Request(StoryRequest story, TopicPartition partition, long offset, long since) {}

    private final Consumer<String, DecodedValue<StoryRequest>> consumer;
    private final Producer<String, byte[]> deadLetters;
    private final List<Request> waiting = new ArrayList<>();
    private final Map<TopicPartition, TreeSet<Long>> unanswered = new HashMap<>();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    RequestQueue(Consumer<String, DecodedValue<StoryRequest>> consumer, Producer<String, byte[]> deadLetters) {
        this.consumer = consumer;
        this.deadLetters = deadLetters;
    }

    /** Reads new requests; those that cannot be decoded go to the dead letters. */
    void poll(Duration patience) {
        for (ConsumerRecord<String, DecodedValue<StoryRequest>> entry : consumer.poll(patience)) {
            TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
            read.put(partition, entry.offset() + 1);
            if (entry.value() != null && entry.value().failed()) {
                DeadLetters.send(deadLetters, entry, entry.value().error(), StoriesService.NAME);
            } else if (entry.value() != null && entry.value().value() != null) {
                waiting.add(new Request(entry.value().value(), partition, entry.offset(), System.nanoTime()));
                unanswered.computeIfAbsent(partition, none -> new TreeSet<>()).add(entry.offset());
            }
        }
    }

    /** Returns a copy of the requests that nobody has taken. */
    List<Request> waiting() {
        return List.copyOf(waiting);
    }

    /** Removes a request that is being answered. */
    void take(Request request) {
        waiting.remove(request);
    }

    /** Records that a request is answered and its answer sent. */
    void answered(Request request) {
        waiting.remove(request);
        unanswered.get(request.partition()).remove(request.offset());
    }

    /** Returns whether there is something to commit. */
    boolean settled() {
        return !offsets().isEmpty();
    }

    /**
     * Commits answered requests, up to the first unanswered one of each partition. Their answers
     * must be in their topic.
     */
    void commit() {
        Map<TopicPartition, Long> offsets = offsets();
        Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
        offsets.forEach((partition, offset) -> wanted.put(partition, new OffsetAndMetadata(offset)));
        try {
            consumer.commitSync(wanted);
            committed.putAll(offsets);
        } catch (RebalanceInProgressException e) {
            // the next poll completes the rebalance; the same offsets are then committed
        }
    }

    private Map<TopicPartition, Long> offsets() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        read.forEach((partition, next) -> {
            TreeSet<Long> open = unanswered.getOrDefault(partition, new TreeSet<>());
            long offset = open.isEmpty() ? next : open.first();
            // after a rebalance, requests may be read a second time
            if (offset > committed.getOrDefault(partition, 0L)) {
                offsets.put(partition, offset);
            }
        });
        return offsets;
    }
}
