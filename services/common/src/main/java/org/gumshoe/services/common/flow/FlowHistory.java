// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;

/**
 * Course of the flow over the last minutes: records a second of every topic and service, and how far
 * each service is behind; the page, the gauges and the command line show it. The lag in seconds is
 * the age of the oldest record that is still to be read, as far as the ends of the topics were seen.
 */
public final class FlowHistory {
    /** Samples that are kept: five minutes of one each two seconds. */
    private static final int SAMPLES = 150;

    private static final long RATE_MILLIS = 10_000;

    private final Deque<Raw> raws = new ArrayDeque<>();
    private final Deque<FlowSample> samples = new ArrayDeque<>();

    private record Raw(long at, Map<String, Long> ends, Map<String, Map<String, ConsumerLag>> lags) {}

    /** Flow at one moment. */
    public record FlowSample(long at, List<TopicFlow> topics, List<StageFlow> stages) {}

    /**
     * Flow into a topic.
     *
     * @param end offsets so far, of all partitions
     * @param rate offsets a second over the last ten seconds; a transaction's end marker is one too
     */
    public record TopicFlow(String topic, long end, double rate) {}

    /**
     * Flow through a service from one topic.
     *
     * @param stage service, or name of a tool's consumer group
     * @param left records that it has still to read
     * @param rate offsets a second over the last ten seconds
     * @param lagSeconds age of the oldest unread record
     * @param lagIsLeast whether that record is older than what was seen of the topic
     * @param trend change of the lag over the last minute, in seconds a minute; null before that
     */
    public record StageFlow(
            String stage,
            String topic,
            long done,
            long left,
            double rate,
            double lagSeconds,
            boolean lagIsLeast,
            Double trend) {}

    /**
     * Adds what the brokers say at a moment.
     *
     * @param ends offsets of each topic, of all partitions
     * @param lags by consumer group and topic
     */
    public synchronized FlowSample add(long at, Map<String, Long> ends, Map<String, Map<String, ConsumerLag>> lags) {
        raws.add(new Raw(at, Map.copyOf(ends), Map.copyOf(lags)));
        if (raws.size() > SAMPLES) {
            raws.remove();
        }
        FlowSample sample = new FlowSample(at, topics(ends), stages(at, lags));
        samples.add(sample);
        if (samples.size() > SAMPLES) {
            samples.remove();
        }
        return sample;
    }

    private List<TopicFlow> topics(Map<String, Long> ends) {
        Raw before = before();
        return ends.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(end -> new TopicFlow(
                        end.getKey(),
                        end.getValue(),
                        rate(before, end.getValue() - before.ends().getOrDefault(end.getKey(), end.getValue()))))
                .toList();
    }

    private List<StageFlow> stages(long at, Map<String, Map<String, ConsumerLag>> lags) {
        Raw before = before();
        List<StageFlow> stages = new ArrayList<>();
        lags.forEach((group, topics) -> topics.forEach((topic, lag) -> {
            long done = lag.done()
                    - find(before, group, topic).map(ConsumerLag::done).orElse(lag.done());
            long oldest = oldestUnread(group, topic, lag.done());
            double seconds = lag.left() == 0 ? 0 : (at - oldest) / 1000.0;
            stages.add(new StageFlow(
                    Stages.of(group).orElse(group),
                    topic,
                    lag.done(),
                    lag.left(),
                    rate(before, done),
                    seconds,
                    lag.left() > 0 && oldest == raws.getFirst().at(),
                    trend(at, group, topic, seconds)));
        }));
        return stages;
    }

    private Raw before() {
        Iterator<Raw> newest = raws.descendingIterator();
        Raw before = newest.next();
        while (raws.getLast().at() - before.at() < RATE_MILLIS && newest.hasNext()) {
            before = newest.next();
        }
        return before;
    }

    private double rate(Raw before, long records) {
        long millis = raws.getLast().at() - before.at();
        return millis == 0 ? 0 : Math.max(0, records) * 1000.0 / millis;
    }

    /** When the first record after those that are done had come, as far as it was seen. */
    private long oldestUnread(String group, String topic, long done) {
        for (Raw raw : raws) {
            boolean had = find(raw, group, topic)
                    .filter(lag -> lag.done() + lag.left() > done)
                    .isPresent();
            if (had) {
                return raw.at();
            }
        }
        return raws.getLast().at();
    }

    private Double trend(long at, String group, String topic, double seconds) {
        String stage = Stages.of(group).orElse(group);
        return samples.stream()
                .filter(sample -> at - sample.at() <= 60_000)
                .findFirst()
                .filter(sample -> at - sample.at() >= 20_000)
                .flatMap(sample -> sample.stages().stream()
                        .filter(flow ->
                                flow.stage().equals(stage) && flow.topic().equals(topic))
                        .findFirst()
                        .map(flow -> (seconds - flow.lagSeconds()) * 60_000 / (at - sample.at())))
                .orElse(null);
    }

    private static Optional<ConsumerLag> find(Raw raw, String group, String topic) {
        return Optional.ofNullable(raw.lags().get(group)).map(topics -> topics.get(topic));
    }

    /** Returns the samples of the last minutes, the oldest first. */
    public synchronized List<FlowSample> samples() {
        return List.copyOf(samples);
    }
}
