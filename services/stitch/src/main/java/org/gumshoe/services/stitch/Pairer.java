// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.kit.Activations;
import org.gumshoe.services.kit.HalfPrecision;

/**
 * Pairs what both models made of a passage, and keeps it: when another model takes a role and reads the passage anew, the other role's activation is
 * still there to be paired with. When the same model reads a passage again its text has changed, so what the other made of it is forgotten.
 */
final class Pairer implements Processor<String, Activation, String, StitchPair> {
    private ProcessorContext<String, StitchPair> context;
    private KeyValueStore<String, Activation> activations;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<LanguageModel>> models;

    @Override
    public void init(ProcessorContext<String, StitchPair> processorContext) {
        context = processorContext;
        activations = context.getStateStore(StitchTopology.ACTIVATIONS);
        models = context.getStateStore(StitchTopology.MODELS);
    }

    @Override
    public void process(Record<String, Activation> entry) {
        if (entry.value() == null) {
            activations.delete(entry.key());
            return;
        }
        Activation one = Activations.requireSound(entry.value());
        boolean oneIsWeak = one.getRole().equals(StitchTopology.WEAK);
        String passage = one.getBook() + "#" + one.getIndex() + "|";
        String otherKey = passage + (oneIsWeak ? StitchTopology.STRONG : StitchTopology.WEAK);
        Activation before = activations.get(passage + one.getRole());
        activations.put(passage + one.getRole(), one);
        if (before != null
                && before.getModel().equals(one.getModel())
                && before.getLayers().equals(one.getLayers())) {
            activations.delete(otherKey);
            return;
        }
        Activation other = activations.get(otherKey);
        if (other != null && isCurrent(one) && isCurrent(other)) {
            context.forward(
                    entry.withKey(one.getBook()).withValue(pair(oneIsWeak ? one : other, oneIsWeak ? other : one)));
        }
    }

    /** While both roles change their models, neither's new activations belong to the other's old ones. */
    private boolean isCurrent(Activation activation) {
        ValueAndTimestamp<LanguageModel> model = models.get(activation.getRole());
        return model == null
                || model.value().getSha256().equals(activation.getModel())
                        && model.value().getReadLayers().equals(activation.getLayers());
    }

    /** The weak model's first layer against all of the strong one's. */
    static StitchPair pair(Activation weak, Activation strong) {
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
