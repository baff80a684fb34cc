// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.kit.Floats;
import org.gumshoe.services.kit.Journal;
import org.gumshoe.services.kit.Pace;
import org.gumshoe.services.kit.Topics;
import org.gumshoe.stitch.StitchFit;
import org.gumshoe.stitch.StitchMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds pairs and publishes a map when their number has grown by a quarter, and when the stream is quiet. */
final class Solver implements Processor<String, StitchPair, String, SpecificRecord> {
    static final String JOURNAL = "stitch-solver";
    private static final Logger LOG = LoggerFactory.getLogger(Solver.class);
    private static final int RECORDS_PER_CHECKPOINT = 512;
    private static final int FEWEST_PAIRS = 16;

    /** Share of the mean variance; null: by the number of pairs. */
    private final Double ridge;

    private ProcessorContext<String, SpecificRecord> context;
    private Journal<StitchPair> journal;
    private Folded folded;
    private long published;
    private long lastRecordAt;

    Solver(Double ridge) {
        this.ridge = ridge;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        journal = new Journal<>(JOURNAL, context);
        folded = journal.restored().map(Solver::read).orElse(null);
        journal.replay(this::fold);
        published = journal.published();
        context.schedule(Duration.ofMillis(500), PunctuationType.WALL_CLOCK_TIME, this::publishWhenDue);
    }

    @Override
    public void process(Record<String, StitchPair> entry) {
        lastRecordAt = context.currentSystemTimeMs();
        boolean nothingWaits = fold(entry.value());
        journal.append(entry.value());
        if (nothingWaits && journal.pending() >= RECORDS_PER_CHECKPOINT) {
            journal.checkpoint(write(folded));
        }
    }

    private boolean fold(StitchPair pair) {
        Folded.Couple couple = Folded.Couple.of(pair);
        if (folded == null || !folded.couple().equals(couple)) {
            if (folded != null) {
                LOG.info("Other models or layers: a new stitch map begins");
            }
            folded = new Folded(couple);
            published = 0;
        }
        return folded.add(pair);
    }

    private void publishWhenDue(long now) {
        if (folded == null || folded.records() <= published || folded.records() < FEWEST_PAIRS) {
            return;
        }
        if (Pace.isDue(now - lastRecordAt, folded.records(), published)) {
            publish(folded.fit(ridge), now);
            published = folded.records();
            journal.published(published);
        }
    }

    private void publish(StitchFit fit, long now) {
        long version = folded.records();
        fit.maps().forEach(map -> rows(map, "", version, now));
        fit.shuffledMaps().forEach(map -> rows(map, "|shuffled", version, now));
        Folded.Couple couple = folded.couple();
        context.forward(new Record<>(
                Topics.MANIFEST,
                StitchManifest.newBuilder()
                        .setVersion(version)
                        .setWeakModel(couple.weakModel())
                        .setStrongModel(couple.strongModel())
                        .setWeakLayer(couple.weakLayer())
                        .setStrongLayers(couple.strongLayers())
                        .setWeakWidth(couple.weakWidth())
                        .setStrongWidth(couple.strongWidth())
                        .setPairs(fit.pairs())
                        .setHeldOutPairs(fit.heldOutPairs())
                        .setRidge(fit.ridge())
                        .setR2(boxed(fit.r2()))
                        .setR2Shuffled(boxed(fit.r2Shuffled()))
                        .build(),
                now));
        LOG.info(
                "Stitch map version {}: {} pairs, R² {} (shuffled {})",
                version,
                fit.pairs(),
                fit.r2(),
                fit.r2Shuffled());
    }

    private void rows(StitchMap map, String suffix, long version, long now) {
        for (int row = 0; row < map.w().length; row++) {
            String key = map.weakLayer() + "|" + map.strongLayer() + "|" + row + suffix;
            context.forward(new Record<>(key, new StitchRow(version, Floats.list(map.w()[row])), now));
        }
    }

    private static List<Double> boxed(double[] values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    private static byte[] write(Folded folded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Folded.Couple couple = folded.couple();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(couple.weakModel());
            out.writeUTF(couple.strongModel());
            out.writeInt(couple.weakLayer());
            out.writeInt(couple.strongLayers().size());
            for (int layer : couple.strongLayers()) {
                out.writeInt(layer);
            }
            out.writeInt(couple.weakWidth());
            out.writeInt(couple.strongWidth());
            out.write(folded.moments());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Folded read(byte[] state) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
            String weak = in.readUTF();
            String strong = in.readUTF();
            int weakLayer = in.readInt();
            Integer[] layers = new Integer[in.readInt()];
            for (int i = 0; i < layers.length; i++) {
                layers[i] = in.readInt();
            }
            Folded.Couple couple =
                    new Folded.Couple(weak, strong, weakLayer, List.of(layers), in.readInt(), in.readInt());
            return Folded.of(couple, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
