// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.common.topology.PublishPolicy;
import org.gumshoe.services.common.topology.Punctuation;

/**
 * Processor that sums waiting pairs in their partition when the sums are smaller than the pairs, so
 * that all instances share the work of summing. Otherwise pairs pass unchanged. Additions are sent
 * before retractions, so that the solver's sums always belong to some set of pairs.
 */
final class PairPreAggregator implements Processor<String, StitchPair, String, SpecificRecord> {
    private static final long QUIET_MILLIS = 1000;
    private static final int MOST = 8192;

    /**
     * Number of pairs from which they are summed; null: as many as take more bytes than their sums.
     */
    private final Integer from;

    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<Long, StitchPair> waiting;
    private MapIdentity identity;
    private long next;
    private long first;
    private long sent;
    private long lastAt;

    PairPreAggregator(Integer from) {
        this.from = from;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        waiting = context.getStateStore(StitchTopology.WAITING);
        try (KeyValueIterator<Long, StitchPair> all = waiting.all()) {
            while (all.hasNext()) {
                var entry = all.next();
                first = identity == null ? entry.key : first;
                identity = MapIdentity.of(entry.value);
                next = entry.key + 1;
            }
        }
        Punctuation.every(Duration.ofMillis(500), context, "summing pairs", now -> {
            if (now - lastAt >= QUIET_MILLIS && first < next) {
                send(now);
                // the last pairs for some time
                context.commit();
            }
        });
    }

    @Override
    public void process(Record<String, StitchPair> entry) {
        MapIdentity now = MapIdentity.of(entry.value());
        if (!now.equals(identity)) {
            send(entry.timestamp());
            identity = now;
            sent = 0;
        }
        waiting.put(next++, entry.value());
        lastAt = context.currentSystemTimeMs();
        long size = next - first;
        if (size >= MOST || PublishPolicy.hasGrownByHalf(sent + size, sent)) {
            send(entry.timestamp());
        }
    }

    private void send(long at) {
        PairMoments moments = null;
        long summed = 0;
        List<StitchPair> afterwards = new ArrayList<>();
        try (KeyValueIterator<Long, StitchPair> all = waiting.all()) {
            boolean sums = all.hasNext() && next - first >= fewest(all.peekNextKey());
            while (all.hasNext()) {
                StitchPair pair = all.next().value;
                if (!sums) {
                    forward(pair, at);
                } else if (pair.getRetracted()) {
                    afterwards.add(pair);
                } else {
                    moments = moments == null ? new PairMoments(identity) : moments;
                    moments.add(pair);
                    summed++;
                }
            }
        }
        if (moments != null) {
            int partition = context.taskId().partition();
            new MomentChunks(moments, partition, summed)
                    .all()
                    .forEach(part -> context.forward(new Record<>(Integer.toString(partition), part, at)));
        }
        afterwards.forEach(pair -> forward(pair, at));
        sent += next - first;
        while (first < next) {
            waiting.delete(first++);
        }
    }

    private void forward(StitchPair pair, long at) {
        context.forward(new Record<>(pair.getBook(), pair, at));
    }

    private long fewest(long key) {
        if (from != null) {
            return from;
        }
        StitchPair pair = waiting.get(key);
        long bytes = pair.getWeak().remaining()
                + pair.getStrong().remaining()
                + pair.getOther().remaining();
        return PairMoments.bytes(identity) / Math.max(1, bytes) + 1;
    }
}
