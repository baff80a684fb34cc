// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.junit.jupiter.api.Test;

class TopologyNameCheckTest {
    private static Topology counting(String step, String store) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("words", Consumed.with(Serdes.String(), Serdes.String()))
                .filter((key, value) -> true, Named.as(step))
                .groupBy((key, value) -> value, Grouped.as("by-word"))
                .count(Materialized.as(store));
        return builder.build();
    }

    @Test
    void theTagIsThatOfTheStoresAndTopics() {
        String tag = TopologyNameCheck.tag(counting("all", "counts"));

        assertThat(tag)
                .matches("[0-9a-f]{1,8}")
                .isEqualTo(TopologyNameCheck.tag(counting("every-one", "counts")))
                .isNotEqualTo(TopologyNameCheck.tag(counting("all", "numbers")));
    }
}
