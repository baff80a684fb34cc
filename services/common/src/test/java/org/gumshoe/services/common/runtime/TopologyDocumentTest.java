// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;

class TopologyDocumentTest {
    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        Topics.CONCEPTS.globalTable(builder, "concepts");
        Topics.PASSAGES.stream(builder)
                .groupBy((key, passage) -> passage.getBook(), Grouped.as("by-book"))
                .count(Named.as("count"), Materialized.as("counts"))
                .toStream(Named.as("counted"))
                .mapValues(count -> Topics.CONCEPTS.name(), Named.as("named"))
                .to((key, value, context) -> value);
        Topics.ASSIGNMENTS.stream(builder).to("elsewhere", Topics.ASSIGNMENTS.produced());
        return builder.build();
    }

    /** The fields of {@code TopologyDescription} in Kafka's message of KIP-1331. */
    @Test
    void theShapeIsThatOfAStreamsClient() {
        JsonNode document = new ObjectMapper().valueToTree(TopologyDocument.of(topology()));

        assertThat(document.fieldNames()).toIterable().containsExactly("subtopologies", "globalStores");
        Set<Integer> types = new HashSet<>();
        document.get("subtopologies").forEach(part -> {
            assertThat(part.fieldNames()).toIterable().containsExactly("subtopologyId", "nodes");
            part.get("nodes").forEach(node -> {
                types.add(node.get("nodeType").intValue());
                assertThat(node.fieldNames())
                        .toIterable()
                        .contains("name", "nodeType", "sourceTopics", "stores", "successors")
                        .isSubsetOf("name", "nodeType", "sourceTopics", "sinkTopic", "stores", "successors");
            });
        });
        assertThat(types).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(document.at("/globalStores/0/source/sourceTopics/0").textValue())
                .isEqualTo("concepts");
        assertThat(document.at("/globalStores/0/processor/stores/0").textValue())
                .isEqualTo("concepts");
    }

    @Test
    void everySuccessorIsANodeOfItsPart() {
        TopologyDocument document = TopologyDocument.of(topology());

        assertThat(document.subtopologies()).hasSizeGreaterThan(1);
        document.subtopologies().forEach(part -> {
            Set<String> names = new HashSet<>();
            part.nodes().forEach(node -> names.add(node.name()));
            part.nodes().forEach(node -> assertThat(names).containsAll(node.successors()));
        });
        assertThat(document.subtopologies().stream()
                        .flatMap(part -> part.nodes().stream())
                        .filter(node -> node.nodeType() == TopologyDocument.SINK)
                        .map(TopologyDocument.Node::sinkTopic))
                .as("one sink chooses its topic by the record")
                .contains("elsewhere")
                .containsNull();
    }
}
