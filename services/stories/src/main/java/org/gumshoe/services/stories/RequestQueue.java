// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Queue of story requests in their order. It knows how far the topic may be committed while later
 * requests are answered before earlier ones. A broken request becomes a dead letter, and whoever
 * waits under its key is told.
 */
final class RequestQueue {
    /**
     * Request with its position in the topic.
     *
     * @param since when it was read, in nanoseconds
     */
    record Request(ConsumerRecord<String, DecodedValue<StoryRequest>> entry, long since) {
        StoryRequest story() {
            return entry.value().value();
        }

        TopicPartition partition() {
            return new TopicPartition(entry.topic(), entry.partition());
        }

        long offset() {
            return entry.offset();
        }
    }

    private final Consumer<String, DecodedValue<StoryRequest>> consumer;
    private final Producer<String, byte[]> producer;
    private final BiConsumer<String, String> refusals;
    private final List<Request> waiting = new ArrayList<>();
    private final Map<TopicPartition, TreeSet<Long>> unanswered = new HashMap<>();
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final DeadLetters letters = new DeadLetters(StoriesService.NAME);

    /** @param refusals told the id of a story that cannot be read, and the reason */
    RequestQueue(
            Consumer<String, DecodedValue<StoryRequest>> consumer,
            Producer<String, byte[]> producer,
            BiConsumer<String, String> refusals) {
        this.consumer = consumer;
        this.producer = producer;
        this.refusals = refusals;
    }

    /** Reads new requests; those that cannot be read go to the dead letters. */
    void poll(Duration patience) {
        for (ConsumerRecord<String, DecodedValue<StoryRequest>> entry : consumer.poll(patience)) {
            TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
            read.put(partition, entry.offset() + 1);
            Optional<RuntimeException> fault = DecodedValue.fault(Topics.STORY_REQUESTS, entry);
            if (fault.isPresent()) {
                bury(entry, fault.get());
                if (Topics.STORIES.hasKeyForm(entry.key())) {
                    refusals.accept(entry.key(), Faults.sentence(fault.get()));
                }
            } else if (entry.value() != null && entry.value().value() != null) {
                waiting.add(new Request(entry, System.nanoTime()));
                unanswered.computeIfAbsent(partition, none -> new TreeSet<>()).add(entry.offset());
            }
        }
    }

    /** Sends a request that has brought about a fault to the dead letters. */
    void bury(Request request, Throwable fault) {
        bury(request.entry(), fault);
    }

    private void bury(ConsumerRecord<String, DecodedValue<StoryRequest>> entry, Throwable fault) {
        letters.send(producer, entry, fault);
    }

    /** Puts requests that were taken, and not answered, before all others. */
    void giveBack(List<Request> requests) {
        waiting.addAll(0, requests);
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

    /** Returns whether a request is answered. */
    boolean isAnswered(Request request) {
        return !unanswered.get(request.partition()).contains(request.offset());
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
