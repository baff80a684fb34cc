// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.kit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;

/**
 * A complete version of lambda as it lies in the topic of the topic model.
 *
 * @param words in the order of the rows
 * @param lambda words x topics
 */
public record LambdaRows(TopicModelManifest manifest, String[] words, float[][] lambda) {

    /** @return empty while rows that the manifest promises are missing or already replaced by those of the next version */
    public static Optional<LambdaRows> of(
            TopicModelManifest manifest, Iterator<Map.Entry<String, SpecificRecord>> table) {
        List<String> words = new ArrayList<>();
        List<float[]> lambda = new ArrayList<>();
        while (table.hasNext()) {
            Map.Entry<String, SpecificRecord> row = table.next();
            if (row.getValue() instanceof TopicModelRow values && values.getVersion() == manifest.getVersion()) {
                words.add(row.getKey());
                lambda.add(Floats.array(values.getLambda()));
            }
        }
        return words.size() == manifest.getWords()
                ? Optional.of(new LambdaRows(manifest, words.toArray(String[]::new), lambda.toArray(float[][]::new)))
                : Optional.empty();
    }
}
