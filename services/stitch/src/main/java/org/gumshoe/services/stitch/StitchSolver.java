// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StitchSums;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.StitchRowKey;
import org.gumshoe.services.common.topology.Journal;
import org.gumshoe.services.common.topology.PublishPolicy;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor that adds up the pairs of the latest epoch, single and pre-aggregated, and publishes a
 * map when the changes have grown by half, when the stream is quiet, and some time after the first
 * change in any case ({@link PublishPolicy}). The version of a map is the number of changes ever made
 * to moments.
 */
final class StitchSolver implements Processor<String, SpecificRecord, String, SpecificRecord> {
    static final String JOURNAL = "stitch-solver";
    private static final Logger LOG = LoggerFactory.getLogger(StitchSolver.class);
    private static final int RECORDS_PER_CHECKPOINT = 512;

    /** Share of the mean variance; null: by the number of pairs. */
    private final Double ridge;

    private final ChunkAssembler assembler = new ChunkAssembler();
    private ProcessorContext<String, SpecificRecord> context;
    private Journal<SpecificRecord> journal;
    private PairMoments moments;
    private long changes;
    private long begun;
    private MapIdentity shown;
    private long published;
    private long firstRecordAt;
    private long lastRecordAt;

    StitchSolver(Double ridge) {
        this.ridge = ridge;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        journal = new Journal<>(JOURNAL, context);
        published = journal.published();
        journal.restored().map(SolverCheckpoint::read).ifPresent(state -> {
            moments = state.moments();
            changes = state.changes();
            begun = state.begun();
            shown = state.shown();
        });
        journal.replay(pairs -> {
            if (changes == published && moments != null) {
                shown = moments.identity();
            }
            fold(pairs);
        });
        if (changes == published && moments != null) {
            shown = moments.identity();
        }
        Punctuation.every(Duration.ofMillis(500), context, "solving for the stitch map", this::publishWhenDue);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        SpecificRecord pairs = entry.value();
        if (moments != null && identity(pairs).epoch() < moments.identity().epoch()) {
            return; // pairs of models that were replaced before their sender learned of it
        }
        lastRecordAt = context.currentSystemTimeMs();
        if (changes <= published) firstRecordAt = lastRecordAt;
        fold(pairs);
        journal.append(pairs);
        if (moments.nothingWaits() && assembler.isEmpty() && journal.pending() >= RECORDS_PER_CHECKPOINT) {
            journal.checkpoint(new SolverCheckpoint(moments, changes, begun, shown).write());
        }
    }

    private static MapIdentity identity(SpecificRecord pairs) {
        return pairs instanceof StitchPair pair ? MapIdentity.of(pair) : MapIdentity.of((StitchSums) pairs);
    }

    private void fold(SpecificRecord pairs) {
        MapIdentity identity = identity(pairs);
        if (moments == null || !moments.identity().equals(identity)) {
            if (moments != null) {
                LOG.info("Other models or layers: a new stitch map begins");
            }
            moments = new PairMoments(identity);
            assembler.clear();
            begun = changes;
        }
        switch (pairs) {
            case StitchPair pair -> {
                changes++;
                moments.add(pair);
            }
            case StitchSums sums ->
                assembler.add(sums).ifPresent(whole -> {
                    changes += sums.getRecords();
                    moments.merge(whole);
                });
            default -> throw new IllegalArgumentException("unexpected " + pairs.getClass());
        }
    }

    private void publishWhenDue(long now) {
        if (moments == null || changes <= published || moments.records() < Pairing.FEWEST_PAIRS) {
            return;
        }
        if (PublishPolicy.isDue(
                now - lastRecordAt, now - firstRecordAt, changes - begun, Math.max(0, published - begun))) {
            Outcome<StitchFit> fit = Outcome.attempt(() -> moments.fit(ridge));
            fit.whyNot().ifPresent(reason -> LOG.info("There is no stitch map yet: {}", reason));
            fit.value().ifPresent(map -> publish(map, now));
            published = changes;
            journal.published(published);
            // readers wait for it, and see it once it is committed
            context.commit();
        }
    }

    private void publish(StitchFit fit, long now) {
        MapIdentity identity = moments.identity();
        if (shown != null && !identity.hasKeysOf(shown)) {
            removeRows(shown, now);
        }
        shown = identity;
        fit.maps().forEach(map -> rows(map, false, now));
        fit.shuffledMaps().forEach(map -> rows(map, true, now));
        context.forward(new Record<>(
                Topics.MANIFEST,
                StitchManifest.newBuilder()
                        .setVersion(changes)
                        .setWeakModel(identity.weakModel())
                        .setStrongModel(identity.strongModel())
                        .setWeakLayer(identity.weakLayer())
                        .setStrongLayers(identity.strongLayers())
                        .setWeakWidth(identity.weakWidth())
                        .setStrongWidth(identity.strongWidth())
                        .setPairs(fit.pairs())
                        .setHeldOutPairs(fit.heldOutPairs())
                        .setRidge(fit.ridge())
                        .setR2(boxed(fit.r2()))
                        .setR2Shuffled(boxed(fit.r2Shuffled()))
                        .build(),
                now));
        LOG.info(
                "Stitch map version {}: {} pairs, R² {} (shuffled {})",
                changes,
                fit.pairs(),
                fit.r2(),
                fit.r2Shuffled());
    }

    private void rows(StitchMap map, boolean shuffled, long now) {
        for (int row = 0; row < map.w().length; row++) {
            context.forward(new Record<>(
                    new StitchRowKey(map.weakLayer(), map.strongLayer(), row, shuffled).format(),
                    new StitchRow(changes, FloatLists.list(map.w()[row])),
                    now));
        }
    }

    private void removeRows(MapIdentity former, long now) {
        for (int layer : former.strongLayers()) {
            for (int row = 0; row < former.strongWidth(); row++) {
                for (boolean shuffled : new boolean[] {false, true}) {
                    String key = new StitchRowKey(former.weakLayer(), layer, row, shuffled).format();
                    context.forward(new Record<>(key, null, now));
                }
            }
        }
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
