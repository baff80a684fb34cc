// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StitchSums;
import org.gumshoe.services.common.kafka.AvroSerde;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.runtime.RestartableProcessor;
import org.junit.jupiter.api.Test;

/** Comparison of sums made in the pairs' partitions with sums made by the solver. */
class PairPreAggregatorTest {
    private static final int WEAK = 150;
    private static final int STRONG = 300;
    private static final double RIDGE = .1;

    private static Activation activation(int i, String role, int width) {
        Random random = new Random(i);
        float[] values = new float[width];
        for (int d = 0; d < width; d++) values[d] = (float) random.nextGaussian();
        return Activation.newBuilder()
                .setBook("book" + i % 20)
                .setIndex(i)
                .setRole(role)
                .setModel(role)
                .setWidth(width)
                .setTokens(10)
                .setLayers(List.of(2))
                .setPooled(List.of(HalfPrecision.encode(values)))
                .build();
    }

    private static StitchPair pair(int i, boolean retracted) {
        StitchPair pair = ActivationJoin.pair(activation(i, "weak", WEAK), activation(i, "strong", STRONG), 2);
        pair.setRetracted(retracted);
        return pair;
    }

    private static RestartableProcessor<SpecificRecord, SpecificRecord> solver() {
        return new RestartableProcessor<>(StitchSolver.JOURNAL, StitchTopology.pairs(), () -> new StitchSolver(RIDGE));
    }

    private static List<SpecificRecord> values(List<Record<? extends String, ? extends SpecificRecord>> records) {
        return records.stream().<SpecificRecord>map(Record::value).toList();
    }

    private static float[] row(List<SpecificRecord> published) {
        return FloatLists.array(((StitchRow) published.getFirst()).getValues());
    }

    private static long pairs(List<SpecificRecord> published) {
        StitchManifest manifest = (StitchManifest) published.getLast();
        return manifest.getPairs() + manifest.getHeldOutPairs();
    }

    @Test
    void sumsInPartsMingledWithThoseOfAnotherPartitionAndWithARestartBetweenThem() {
        var alone = solver();
        var summed = solver();
        List<List<StitchSums>> parts = new ArrayList<>();
        for (int partition = 0; partition < 2; partition++) {
            PairMoments folded = new PairMoments(MapIdentity.of(pair(0, false)));
            for (int i = partition; i < 200; i += 2) {
                folded.add(pair(i, false));
                alone.process("book", pair(i, false));
            }
            parts.add(new MomentChunks(folded, partition, 100).all());
        }
        assertThat(parts.getFirst()).hasSizeGreaterThan(2);
        for (int part = 0; part < parts.getFirst().size(); part++) {
            if (part == 2) summed.restart();
            summed.process("0", parts.get(0).get(part));
            summed.process("1", parts.get(1).get(part));
        }

        List<SpecificRecord> expected = values(alone.after(9000));
        List<SpecificRecord> published = values(summed.after(9000));
        assertThat(pairs(published)).isEqualTo(pairs(expected)).isEqualTo(200);
        assertThat(row(published)).containsExactly(row(expected), within(1e-6f));
    }

    @Test
    void pairsThatWaitOutliveARestartAndARetractionGoesAfterWhatItRetracts() {
        KeyValueStore<Long, StitchPair> waiting = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StitchTopology.WAITING),
                        Serdes.Long(),
                        AvroSerde.of(StitchPair.class))
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        var owner = new MockProcessorContext<String, SpecificRecord>();
        waiting.init(owner.getStateStoreContext(), waiting);
        var alone = solver();
        List<SpecificRecord> sent = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            var context = new MockProcessorContext<String, SpecificRecord>();
            context.addStateStore(waiting);
            context.setCurrentSystemTimeMs(life * 10_000);
            PairPreAggregator combiner = new PairPreAggregator(20);
            combiner.init(context);
            for (int i = life * 100; i < life * 100 + 100; i++) {
                for (boolean retracted : i % 9 == 0 ? List.of(false, true) : List.of(false)) {
                    combiner.process(new Record<>("book", pair(i, retracted), 0));
                    alone.process("book", pair(i, retracted));
                }
            }
            context.forwarded().forEach(forward -> sent.add(forward.record().value()));
        }
        assertThat(waiting.approximateNumEntries()).isPositive();
        PairPreAggregator last = new PairPreAggregator(20);
        var context = new MockProcessorContext<String, SpecificRecord>();
        context.addStateStore(waiting);
        context.setCurrentSystemTimeMs(50_000);
        last.init(context);
        context.scheduledPunctuators().getFirst().getPunctuator().punctuate(50_000);
        context.forwarded().forEach(forward -> sent.add(forward.record().value()));
        assertThat(waiting.approximateNumEntries()).isZero();
        assertThat(sent).hasAtLeastOneElementOfType(StitchSums.class).hasAtLeastOneElementOfType(StitchPair.class);

        var summed = solver();
        sent.forEach(record -> summed.process("0", record));
        List<SpecificRecord> expected = values(alone.after(9000));
        List<SpecificRecord> published = values(summed.after(9000));
        assertThat(pairs(published)).isEqualTo(pairs(expected)).isEqualTo(300 - 34);
        assertThat(row(published)).containsExactly(row(expected), within(1e-6f));
    }
}
