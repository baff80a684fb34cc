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
    private Optional<String> misfit = Optional.empty();

    StitchMapTable(ReadOnlyKeyValueStore<String, ValueAndTimestamp<SpecificRecord>> table) {
        this.table = table;
    }

    /**
     * Returns the newest complete maps, or the previous ones while newer rows are still arriving;
     * empty before the first.
     */
    Optional<Maps> newest() {
        misfit = Optional.empty();
        ValueAndTimestamp<SpecificRecord> closing = table.get(Topics.MANIFEST);
        if (closing != null
                && closing.value() instanceof StitchManifest manifest
                && (read == null || !read.manifest.equals(manifest))) {
            Outcome<List<StitchMap>> own = maps(manifest, false);
            misfit = own.whyNot();
            own.value()
                    .ifPresent(maps -> read = new Maps(
                            manifest, maps, maps(manifest, true).value().orElse(List.of())));
        }
        return Optional.ofNullable(read);
    }

    /** Returns why {@link #newest} has left out the newest version; empty when it has not. */
    Optional<String> misfit() {
        return misfit;
    }

    private Outcome<List<StitchMap>> maps(StitchManifest manifest, boolean shuffled) {
        List<StitchMap> maps = new ArrayList<>();
        for (int layer : manifest.getStrongLayers()) {
            float[][] w = new float[manifest.getStrongWidth()][];
            for (int i = 0; i < w.length; i++) {
                String key = new StitchRowKey(manifest.getWeakLayer(), layer, i, shuffled).format();
                var row = table.get(key);
                if (row == null
                        || !(row.value() instanceof StitchRow values)
                        || values.getVersion() != manifest.getVersion()
                        || values.getValues().size() != manifest.getWeakWidth()) {
                    return Outcome.notYet(
                            "version %d of the stitch map does not fit together (row %s is missing, %s), so %s"
                                    .formatted(
                                            manifest.getVersion(),
                                            key,
                                            "of another version, or not of width " + manifest.getWeakWidth(),
                                            "the one before stays; send a book, and the stitch service makes the next"));
                }
                w[i] = FloatLists.array(values.getValues());
            }
            maps.add(new StitchMap(manifest.getWeakLayer(), layer, w, new float[w.length]));
        }
        return Outcome.known(maps);
    }
}
