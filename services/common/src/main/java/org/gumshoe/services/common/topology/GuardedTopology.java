// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.topology;

import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;

/** Factory of topologies whose processors are all guarded by {@link GuardedProcessors}. */
public final class GuardedTopology {
    private GuardedTopology() {}

    public static StreamsBuilder builder() {
        return new StreamsBuilder(config());
    }

    public static Topology topology() {
        return new Topology(config());
    }

    /** Kafka Streams asks for a whole configuration here and reads the wrapper alone. */
    private static TopologyConfig config() {
        return new TopologyConfig(new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "topology",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "localhost:9092",
                StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG,
                GuardedProcessors.class.getName())));
    }
}
