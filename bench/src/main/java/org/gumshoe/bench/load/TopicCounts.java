// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ActivationKey;
import org.gumshoe.services.common.records.GeneratedTexts;

/**
 * Count of the records that are written to each topic, and of stories that end. It knows which
 * passages of books are to be read, and which activations there are.
 */
final class TopicCounts implements AutoCloseable {
    static final String REMOVALS = " (removals)";
    static final String WHOLE_STORIES = "stories that are whole";
    static final String REFUSED_STORIES = "stories refused with a reason";

    private final Set<String> toRead = ConcurrentHashMap.newKeySet();
    private final Set<String> read = ConcurrentHashMap.newKeySet();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<TopicTable<?>> tables = new ArrayList<>();

    /**
     * Comparison of what the models have read with what there is.
     *
     * @param read activations of passages of books
     * @param unread passages that a model has not read, once for each model
     * @param leftOver activations of passages that are gone
     */
    record Reading(long read, long unread, long leftOver) {}

    TopicCounts(Settings settings) throws InterruptedException {
        for (Topic<?> topic : Topics.all()) tables.add(follow(settings, topic));
        for (TopicTable<?> table : tables) table.awaitCaughtUp(Duration.ofMinutes(1));
    }

    private <V> TopicTable<V> follow(Settings settings, Topic<V> topic) {
        return TopicTable.following(settings, topic, (key, value) -> {
            count(topic.name() + (value == null ? REMOVALS : ""));
            // a story that is begun anew after a rebalance ends twice, with the same words
            if (value instanceof StoryToken token && token.getLast() && ended.add(token.getStory())) {
                count(token.getError().isEmpty() ? WHOLE_STORIES : REFUSED_STORIES);
            }
            if (topic == Topics.PASSAGES && !GeneratedTexts.isOwn(key)) {
                for (ModelRole role : ModelRole.values()) {
                    keep(toRead, key + "|" + role.wireName(), value instanceof Passage passage && passage.getSampled());
                }
            }
            if (topic == Topics.ACTIVATIONS && !GeneratedTexts.isOwn(key)) {
                ActivationKey.parse(key)
                        .ifPresent(of -> keep(read, of.passage().format() + "|" + of.role(), value != null));
            }
        });
    }

    private static void keep(Set<String> keys, String key, boolean kept) {
        if (kept) keys.add(key);
        else keys.remove(key);
    }

    private void count(String what) {
        counts.computeIfAbsent(what, none -> new LongAdder()).increment();
    }

    /** Returns the counts so far by topic. */
    Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((what, count) -> now.put(what, count.sum()));
        return now;
    }

    Reading reading() {
        return new Reading(read.size(), without(toRead, read), without(read, toRead));
    }

    private static long without(Set<String> keys, Set<String> others) {
        return keys.stream().filter(key -> !others.contains(key)).count();
    }

    @Override
    public void close() {
        tables.forEach(TopicTable::close);
    }
}
