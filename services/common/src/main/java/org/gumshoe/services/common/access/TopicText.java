// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.access;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Topics of the catalogue as KafkaTopic resources of the operator Strimzi, as a service would make them.
 * What Kafka Streams makes for a single service is not among them.
 */
public final class TopicText {
    private TopicText() {}

    /** Returns the text of a file. */
    public static String strimzi(Settings settings) {
        return """
                # Gumshoe's topics, from `gumshoe acls --topics`, for Strimzi 0.49 or later.
                # Replace CLUSTER by the name of your Kafka resource.
                """
                + Topics.all().stream()
                        .map(topic -> resource(topic.describe(settings)))
                        .collect(Collectors.joining());
    }

    private static String resource(NewTopic topic) {
        Map<String, String> config = new TreeMap<>(topic.configs());
        return """
            ---
            apiVersion: kafka.strimzi.io/v1
            kind: KafkaTopic
            metadata:
              name: %s
              labels:
                strimzi.io/cluster: CLUSTER
            spec:
              partitions: %d
              config:
            """.formatted(topic.name(), topic.numPartitions())
                + config.entrySet().stream()
                        .map(setting -> "    %s: \"%s\"\n".formatted(setting.getKey(), setting.getValue()))
                        .collect(Collectors.joining());
    }
}
