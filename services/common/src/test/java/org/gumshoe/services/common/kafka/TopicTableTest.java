// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.admin.BrokerProbe;
import org.junit.jupiter.api.Test;

class TopicTableTest {
    @Test
    void aTopicThatCannotBeReadIsNotMistakenForAnEmptyOne() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("localhost"))) {
            String server = "localhost:" + silent.getLocalPort();
            try (var table = new TopicTable<>(new Settings(Map.of("bootstrap.servers", server)), Topics.CONCEPTS)) {
                assertThatThrownBy(() -> table.requireCaughtUp(Duration.ofSeconds(1)))
                        .isInstanceOf(BadSettingsException.class)
                        .hasMessageContainingAll("No answer from the broker at " + server, "concepts", "1 s");
                assertThat(BrokerProbe.at("localhost:1, " + server)).isTrue();
            }
        }
        assertThat(BrokerProbe.at("localhost:1")).isFalse();
    }
}
