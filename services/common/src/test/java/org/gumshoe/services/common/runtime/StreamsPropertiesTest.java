// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {
    private static final Settings SETTINGS = new Settings(Map.of("state.dir", "/nowhere"));
    private static final String MEMBER = StreamsConfig.mainConsumerPrefix("group.instance.id");

    @Test
    void aMemberOfTheClassicProtocolHasAName() {
        Properties config = StreamsProperties.of("stitch", SETTINGS, Map.of());

        assertThat(config).containsEntry("group.protocol", "classic").containsEntry(MEMBER, "stitch-0");
        assertThat(new StreamsConfig(config).getString("processing.guarantee")).isEqualTo("exactly_once_v2");
    }

    @Test
    void aMemberOfTheNewProtocolHasNone() {
        Properties config =
                StreamsProperties.of("stitch", SETTINGS.with("streams.group.protocol", "streams"), Map.of());

        assertThat(config).containsEntry("group.protocol", "streams").doesNotContainKey(MEMBER);
        assertThat(new StreamsConfig(config).getString("group.protocol")).isEqualTo("streams");
    }

    /** Once this fails, Kafka has static members in the new protocol: see docs/decisions/0040-kubernetes.md. */
    @Test
    void kafkaStillRefusesStaticMembersInTheNewProtocol() {
        Properties config = StreamsProperties.of("stitch", SETTINGS, Map.of("group.protocol", "streams"));

        assertThatThrownBy(() -> new StreamsConfig(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("static membership");
    }

    @Test
    void anotherProtocolIsRefusedInASentence() {
        assertThatThrownBy(() -> StreamsProperties.of("stitch", SETTINGS.with("streams.group.protocol", "x"), Map.of()))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("streams.group.protocol", "classic or streams");
    }
}
