// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.stitch.Pairing;

/**
 * Processor that joins the two announced models' activations of the same text into pairs. Pairs are
 * a table: the pair sent for a passage is kept and retracted when an activation changes or
 * disappears. When other models are announced, all passages that they have read are paired at once,
 * in a new epoch.
 */
final class ActivationJoin implements Processor<String, Activation, String, StitchPair> {
    private static final String EPOCH = "epoch";

    private final Pairing.NullPairSampler nulls = new Pairing.NullPairSampler();
    private ProcessorContext<String, StitchPair> context;
    private KeyValueStore<String, Activation> activations;
    private KeyValueStore<String, StitchPair> sent;
    private KeyValueStore<String, Long> adopted;
    private AnnouncedModels announced;

    @Override
    public void init(ProcessorContext<String, StitchPair> processorContext) {
        context = processorContext;
        activations = context.getStateStore(StitchTopology.ACTIVATIONS);
        sent = context.getStateStore(StitchTopology.SENT);
        adopted = context.getStateStore(StitchTopology.ADOPTED);
        announced = new AnnouncedModels(context.getStateStore(StitchTopology.MODELS));
        Punctuation.every(Duration.ofMillis(500), context, "adopting announced models", this::adopt);
    }

    @Override
    public void process(Record<String, Activation> entry) {
        if (entry.value() == null) {
            activations.delete(entry.key());
        } else if (ModelReading.isKeyOf(entry.key(), entry.value())) {
            announced.requireFit(entry.value());
            // pairs are of layers alone
            entry.value().setWordState(ByteBuffer.allocate(0));
            activations.put(entry.key(), entry.value());
        }
        // passages of models that are not adopted yet are paired on adoption
        announced
                .pair()
                .filter(models -> Long.valueOf(models.epoch()).equals(adopted.get(EPOCH)))
                .ifPresent(models -> pair(ModelReading.passage(entry.key()), models, entry.timestamp()));
    }

    private void adopt(long now) {
        Optional<AnnouncedModels.Pair> models = announced.pair();
        if (models.isEmpty() || Long.valueOf(models.get().epoch()).equals(adopted.get(EPOCH))) {
            return;
        }
        TreeSet<String> passages = new TreeSet<>();
        try (KeyValueIterator<String, Activation> all = activations.all();
                KeyValueIterator<String, StitchPair> former = sent.all()) {
            all.forEachRemaining(entry -> passages.add(ModelReading.passage(entry.key)));
            former.forEachRemaining(entry -> passages.add(entry.key));
        }
        passages.forEach(passage -> pair(passage, models.get(), now));
        adopted.put(EPOCH, models.get().epoch());
    }

    private void pair(String passage, AnnouncedModels.Pair models, long at) {
        Activation weak = activations.get(models.weak().key(passage, ModelRole.WEAK.wireName()));
        Activation strong = activations.get(models.strong().key(passage, ModelRole.STRONG.wireName()));
        // a key holds a part of the model's hash, and an activation may have come before the
        // announcement that it does not fit
        boolean paired = weak != null
                && strong != null
                && ModelReading.of(weak).equals(models.weak())
                && ModelReading.of(strong).equals(models.strong())
                && weak.getTextHash() == strong.getTextHash()
                && announced.fits(weak)
                && announced.fits(strong);
        StitchPair now = paired ? pair(weak, strong, models.epoch()) : null;
        StitchPair before = sent.get(passage);
        if (before != null && before.getEpoch() == models.epoch()) {
            if (now != null && now.equals(withoutOther(before))) {
                return;
            }
            before.setRetracted(true);
            context.forward(new Record<>(before.getBook(), before, at));
        }
        if (now == null) {
            sent.delete(passage);
            return;
        }
        now.setOther(other(now));
        sent.put(passage, now);
        context.forward(new Record<>(now.getBook(), now, at));
    }

    private static StitchPair withoutOther(StitchPair pair) {
        return StitchPair.newBuilder(pair)
                .setOther(ByteBuffer.allocate(0))
                .setRetracted(false)
                .build();
    }

    /**
     * Returns strong rows of other books for the null; empty before another book was seen, and for
     * held-out books.
     */
    private ByteBuffer other(StitchPair pair) {
        if (Pairing.heldOut(pair.getBook())) {
            return ByteBuffer.allocate(0);
        }
        List<float[]> others = new ArrayList<>();
        int width = pair.getStrongWidth() * pair.getStrongLayers().size();
        for (float[] row : HalfPrecision.rows(pair.getStrong(), width)) {
            nulls.sample(pair.getBook(), row).ifPresent(others::add);
        }
        return others.size() == pair.getPairs() ? encode(others) : ByteBuffer.allocate(0);
    }

    /** Pairs the weak model's first layer with all layers of the strong one. */
    static StitchPair pair(Activation weak, Activation strong, long epoch) {
        List<float[]> x = new ArrayList<>();
        List<float[]> y = new ArrayList<>();
        x.add(HalfPrecision.decode(weak.getPooled().getFirst()));
        y.add(concatenate(strong.getPooled().stream().map(HalfPrecision::decode).toList()));
        float[][] weakRows = weak.getPositions().isEmpty()
                ? new float[0][]
                : HalfPrecision.rows(weak.getPositions().getFirst(), weak.getWidth());
        List<float[][]> strongRows = strong.getPositions().stream()
                .map(layer -> HalfPrecision.rows(layer, strong.getWidth()))
                .toList();
        for (int i = 0; i < weakRows.length; i++) {
            int j = strong.getOffsets().indexOf(weak.getOffsets().get(i));
            if (j >= 0) {
                x.add(weakRows[i]);
                y.add(concatenate(strongRows.stream().map(rows -> rows[j]).toList()));
            }
        }
        return StitchPair.newBuilder()
                .setBook(weak.getBook())
                .setIndex(weak.getIndex())
                .setWeakModel(weak.getModel())
                .setStrongModel(strong.getModel())
                .setWeakLayer(weak.getLayers().getFirst())
                .setStrongLayers(strong.getLayers())
                .setWeakWidth(weak.getWidth())
                .setStrongWidth(strong.getWidth())
                .setPairs(x.size())
                .setWeak(encode(x))
                .setStrong(encode(y))
                .setEpoch(epoch)
                .build();
    }

    private static ByteBuffer encode(List<float[]> rows) {
        return HalfPrecision.encode(concatenate(rows));
    }

    private static float[] concatenate(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
