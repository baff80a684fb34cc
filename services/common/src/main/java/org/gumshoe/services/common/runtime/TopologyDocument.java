// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/**
 * Topology of a service as JSON, in the shape in which a Streams client describes it to a broker
 * (KIP-1331, {@code TopologyDescription} of {@code StreamsGroupTopologyDescriptionUpdate}): nodes name
 * their successors alone.
 */
public record TopologyDocument(List<Subtopology> subtopologies, List<GlobalStore> globalStores) {
    static final byte SOURCE = 1;
    static final byte PROCESSOR = 2;
    static final byte SINK = 3;

    /** Part of a topology whose nodes are connected. */
    public record Subtopology(String subtopologyId, List<Node> nodes) {}

    /** Table that each instance reads as a whole. */
    public record GlobalStore(Node source, Node processor) {}

    /**
     * Node of a topology.
     *
     * @param nodeType 1 source, 2 processor, 3 sink
     * @param sourceTopics of a source, else empty
     * @param sinkTopic of a sink that always writes to one topic, else null
     * @param stores of a processor, else empty
     */
    public record Node(
            String name,
            byte nodeType,
            List<String> sourceTopics,
            @JsonInclude(JsonInclude.Include.NON_NULL) String sinkTopic,
            List<String> stores,
            List<String> successors) {}

    /** Describes a topology; what is a set in it is sorted. */
    public static TopologyDocument of(Topology topology) {
        TopologyDescription description = topology.describe();
        return new TopologyDocument(
                description.subtopologies().stream()
                        .sorted(Comparator.comparingInt(TopologyDescription.Subtopology::id))
                        .map(part -> new Subtopology(Integer.toString(part.id()), nodes(part.nodes())))
                        .toList(),
                description.globalStores().stream()
                        .sorted(Comparator.comparingInt(TopologyDescription.GlobalStore::id))
                        .map(store -> new GlobalStore(node(store.source()), node(store.processor())))
                        .toList());
    }

    private static List<Node> nodes(Collection<TopologyDescription.Node> nodes) {
        return nodes.stream()
                .map(TopologyDocument::node)
                .sorted(Comparator.comparing(Node::name))
                .toList();
    }

    private static Node node(TopologyDescription.Node node) {
        List<String> successors = node.successors().stream()
                .map(TopologyDescription.Node::name)
                .sorted()
                .toList();
        return switch (node) {
            case TopologyDescription.Source source ->
                new Node(source.name(), SOURCE, sorted(source.topicSet()), null, List.of(), successors);
            case TopologyDescription.Processor processor ->
                new Node(processor.name(), PROCESSOR, List.of(), null, sorted(processor.stores()), successors);
            case TopologyDescription.Sink sink ->
                new Node(sink.name(), SINK, List.of(), sink.topic(), List.of(), successors);
            default -> throw new IllegalStateException(node + " is neither source nor processor nor sink");
        };
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }
}
