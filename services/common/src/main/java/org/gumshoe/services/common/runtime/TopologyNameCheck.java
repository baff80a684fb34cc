// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/**
 * Check that every store and internal topic of a topology has a name of its own. Kafka's own check
 * ({@code ensure.explicit.internal.resource.naming}) works only in
 * {@code StreamsBuilder.build(Properties)}, and the topologies here are built without properties.
 */
public final class TopologyNameCheck {
    private static final Pattern GENERATED = Pattern.compile("(KSTREAM|KTABLE)-[A-Z-]+-\\d{10}");

    private TopologyNameCheck() {}

    /** @throws IllegalStateException when Kafka Streams has generated a name */
    public static void require(String service, Topology topology) {
        for (var subtopology : topology.describe().subtopologies()) {
            for (var node : subtopology.nodes()) {
                for (String name : storesAndTopics(node)) {
                    if (!GENERATED.matcher(name).find()) continue;
                    throw new IllegalStateException("The topology of " + service
                            + " has a store or topic without a name of its own (" + name
                            + "): name it, or its contents are lost whenever the topology changes.");
                }
            }
        }
    }

    /** Returns a short text that differs when a store or a topic has come, gone or been renamed. */
    static String tag(Topology topology) {
        Set<String> names = new TreeSet<>();
        topology.describe()
                .subtopologies()
                .forEach(part -> part.nodes().forEach(node -> names.addAll(storesAndTopics(node))));
        CRC32 sum = new CRC32();
        sum.update(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    private static Set<String> storesAndTopics(TopologyDescription.Node node) {
        Set<String> names = new TreeSet<>();
        if (node instanceof TopologyDescription.Processor processor) names.addAll(processor.stores());
        if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
            names.addAll(source.topicSet());
        }
        return names;
    }
}
