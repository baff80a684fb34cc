// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.kafka.DecodedValue;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Queue of story requests in their order. It knows how far the topic may be committed while later
 * requests are answered before earlier ones. A broken request becomes a dead letter, and whoever
 * waits under its key is told. Partitions that go to another instance are forgotten after a commit;
 * where one comes back, requests that are being answered here, or were meanwhile, are not begun anew.
 */
final class RequestQueue implements ConsumerRebalanceListener {
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

        Place place() {
            return new Place(partition(), offset());
        }
    }

    private record Place(TopicPartition partition, long offset) {}

    private static final int REMEMBERED = 1000;

    private final Consumer<String, DecodedValue<StoryRequest>> consumer;
    private final HeldLetters letters;
    private final TokenSink answers;
    private final List<Request> waiting = new ArrayList<>();
    private final Map<TopicPartition, TreeSet<Long>> unanswered = new HashMap<>();
    private final Set<Place> beingAnswered = new HashSet<>();
    /** Those that were answered while their partition was away, the oldest first. */
    private final Set<Place> answeredMeanwhile = new LinkedHashSet<>();

    private final Map<TopicPartition, Long> read = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    /**
     * Creates a queue.
     *
     * @param letters of requests that cannot be read or answered
     * @param answers told the reason of each; all of them are sent before a commit
     */
    RequestQueue(Consumer<String, DecodedValue<StoryRequest>> consumer, HeldLetters letters, TokenSink answers) {
        this.consumer = consumer;
        this.letters = letters;
        this.answers = answers;
    }

    /** Reads new requests; those that cannot be read become dead letters. */
    void poll(Duration patience) {
        if (letters.isFull()) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        for (ConsumerRecord<String, DecodedValue<StoryRequest>> entry : consumer.poll(patience)) {
            TopicPartition partition = new TopicPartition(entry.topic(), entry.partition());
            read.put(partition, entry.offset() + 1);
            Optional<RuntimeException> fault = DecodedValue.fault(Topics.STORY_REQUESTS, entry);
            if (fault.isPresent()) {
                letters.hold(entry, fault.get());
                if (Topics.STORIES.hasKeyForm(entry.key())) {
                    answers.refuse(entry.key(), Faults.sentence(fault.get()));
                }
            } else if (entry.value() != null && entry.value().value() != null) {
                ask(new Request(entry, System.nanoTime()));
            }
        }
    }

    private void ask(Request request) {
        if (answeredMeanwhile.remove(request.place())) {
            return;
        }
        unanswered.computeIfAbsent(request.partition(), none -> new TreeSet<>()).add(request.offset());
        if (!beingAnswered.contains(request.place())) {
            waiting.add(request);
        }
    }

    /** Makes a dead letter of an unanswered request that has brought about a fault. */
    void bury(Request request, Throwable fault) {
        if (!isAnswered(request)) {
            letters.hold(request.entry(), fault);
        }
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
        beingAnswered.add(request.place());
    }

    /** Records that nobody is answering these requests any more, whether they are answered or not. */
    void release(Collection<Request> requests) {
        requests.forEach(request -> beingAnswered.remove(request.place()));
    }

    /** Records that a request is answered and its answer sent. */
    void answered(Request request) {
        waiting.remove(request);
        boolean isAway = isAnswered(request);
        open(request.partition()).remove(request.offset());
        if (beingAnswered.remove(request.place()) && isAway) {
            answeredMeanwhile.add(request.place());
        }
        if (answeredMeanwhile.size() > REMEMBERED) {
            answeredMeanwhile.remove(answeredMeanwhile.iterator().next());
        }
    }

    /** Returns whether a request is answered, or left to another instance. */
    boolean isAnswered(Request request) {
        return !open(request.partition()).contains(request.offset());
    }

    private TreeSet<Long> open(TopicPartition partition) {
        return unanswered.getOrDefault(partition, new TreeSet<>());
    }

    /**
     * Commits answered requests, up to the first unanswered one of each partition, together with
     * their dead letters. Waits until their answers are in their topic.
     */
    void commit() {
        Map<TopicPartition, Long> offsets = offsets();
        if (offsets.isEmpty()) {
            return;
        }
        answers.flush();
        Map<TopicPartition, OffsetAndMetadata> wanted = new HashMap<>();
        offsets.forEach((partition, offset) -> wanted.put(partition, new OffsetAndMetadata(offset)));
        // during a rebalance nothing is committed; after the next poll the same offsets are
        if (letters.commit(wanted, consumer.groupMetadata())) {
            committed.putAll(offsets);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        if (!revoked.isEmpty()) {
            commit();
            onPartitionsLost(revoked);
        }
    }

    /** Leaves the requests of these partitions to the instance that reads them from now on. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        waiting.removeIf(request -> lost.contains(request.partition()));
        letters.forget(lost);
        unanswered.keySet().removeAll(lost);
        read.keySet().removeAll(lost);
        committed.keySet().removeAll(lost);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {}

    private Map<TopicPartition, Long> offsets() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        read.forEach((partition, next) -> {
            TreeSet<Long> open = open(partition);
            long offset = open.isEmpty() ? next : open.first();
            if (offset > committed.getOrDefault(partition, 0L)) {
                offsets.put(partition, offset);
            }
        });
        return offsets;
    }
}
