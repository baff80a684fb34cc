// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.LambdaRows;

/** Reader of the topic model from its topic. */
public final class LiveTopicModel {
    private LiveTopicModel() {}

    /** Returns the model; empty while there is none, or while its rows are being replaced. */
    public static Optional<TopicModel> of(Map<String, SpecificRecord> table) {
        return table.get(Topics.MANIFEST) instanceof TopicModelManifest manifest
                ? LambdaRows.of(manifest, table.entrySet().iterator()).map(rows -> rows.as(TopicModel::new))
                : Optional.empty();
    }
}
