// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.kit.HalfPrecision;

/** Holds a passage's first activation until the other model's comes. */
final class Pairer implements Processor<String, Activation, String, StitchPair> {
    private ProcessorContext<String, StitchPair> context;
    private KeyValueStore<String, Activation> waiting;

    @Override
    public void init(ProcessorContext<String, StitchPair> processorContext) {
        context = processorContext;
        waiting = context.getStateStore(StitchTopology.WAITING);
    }

    @Override
    public void process(Record<String, Activation> entry) {
        Activation one = entry.value();
        String passage = one.getBook() + "#" + one.getIndex();
        Activation other = waiting.get(passage);
        if (other == null || other.getRole().equals(one.getRole())) {
            waiting.put(passage, one);
            return;
        }
        waiting.delete(passage);
        boolean oneIsWeak = one.getRole().equals(StitchTopology.WEAK);
        context.forward(entry.withKey(one.getBook()).withValue(pair(oneIsWeak ? one : other, oneIsWeak ? other : one)));
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
