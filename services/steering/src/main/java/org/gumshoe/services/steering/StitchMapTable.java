// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.pipeline.JudgedMap;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.StitchRowKey;
import org.gumshoe.stitch.StitchMap;

/**
 * Table of stitch maps, assembled from their rows once the manifest says that they are complete.
 * Offsets are left out, since vectors need W alone.
 */
final class StitchMapTable {
    /**
     * Complete stitch maps of one version.
     *
     * @param shuffled the null: maps fitted on shuffled pairs
     */
    record Maps(StitchManifest manifest, List<StitchMap> maps, List<StitchMap> shuffled) {
        /**
         * Returns whether the maps connect these readings: one weak layer with all strong layers.
         */
        boolean leads(ModelReading weak, ModelReading strong) {
            return weak.model().equals(manifest.getWeakModel())
                    && weak.layers().contains(manifest.getWeakLayer())
                    && strong.equals(new ModelReading(manifest.getStrongModel(), manifest.getStrongLayers()));
        }

        /** Returns the map to one strong layer, with its skill. */
        Outcome<JudgedMap> judged(int strongLayer) {
            int l = manifest.getStrongLayers().indexOf(strongLayer);
            return l < 0
                    ? Outcome.notYet("No stitch map leads to layer " + strongLayer + " of the strong model.")
                    : Outcome.known(new JudgedMap(
                            maps.get(l),
                            manifest.getR2().get(l),
                            manifest.getR2Shuffled().get(l)));
        }

        long pairs() {
            return manifest.getPairs() + manifest.getHeldOutPairs();
        }
    }

    private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table;
    private Maps read;

    StitchMapTable(ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table) {
        this.table = table;
    }

    /**
     * Returns the newest complete maps, or the previous ones while newer rows are still arriving;
     * empty before the first.
     */
    Optional<Maps> newest() {
        ValueAndTimestamp<SpecificRecord> closing = table.get(Topics.MANIFEST);
        if (closing != null
                && closing.value() instanceof StitchManifest manifest
                && (read == null || !read.manifest.equals(manifest))) {
            maps(manifest, false)
                    .ifPresent(own ->
                            read = new Maps(manifest, own, maps(manifest, true).orElse(List.of())));
        }
        return Optional.ofNullable(read);
    }

    private Optional<List<StitchMap>> maps(StitchManifest manifest, boolean shuffled) {
        List<StitchMap> maps = new ArrayList<>();
        for (int layer : manifest.getStrongLayers()) {
            float[][] w = new float[manifest.getStrongWidth()][];
            for (int i = 0; i < w.length; i++) {
                var row = table.get(new StitchRowKey(manifest.getWeakLayer(), layer, i, shuffled).format());
                if (row == null
                        || !(row.value() instanceof StitchRow values)
                        || values.getVersion() != manifest.getVersion()
                        || values.getValues().size() != manifest.getWeakWidth()) {
                    return Optional.empty();
                }
                w[i] = FloatLists.array(values.getValues());
            }
            maps.add(new StitchMap(manifest.getWeakLayer(), layer, w, new float[w.length]));
        }
        return Optional.of(maps);
    }
}
