// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private final List<String> events = new ArrayList<>();

    private final class Fake implements Service, RunningServices {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public void start() {
            events.add("start");
        }

        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public String state() {
            return "no tea";
        }

        @Override
        public boolean failed() {
            return true;
        }

        @Override
        public List<Service> services() {
            return List.of(this);
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public void close() {
            events.add("close");
        }
    }

    @Test
    void withoutABrokerThereIsASentenceAndNothingStaysOpen() {
        try (var metrics = new ProcessMetrics()) {
            assertThatThrownBy(() -> Runner.run(settings(1), List.of(new Fake()), metrics))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessage("No Kafka broker answers at localhost:1: start one, or name another with "
                            + "--bootstrap-servers.");
        }
        assertThat(events).containsExactly("close");
    }

    private static Settings settings(int brokerPort) {
        return new Settings(Map.of(
                "bootstrap.servers", "localhost:" + brokerPort,
                "port", "0",
                "kafka.default.api.timeout.ms", "1500",
                "kafka.request.timeout.ms", "1000"));
    }

    @Test
    void aBrokerThatListensAndDoesNotAnswerIsAskedUntilItIsGone() throws Exception {
        var silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        Settings settings = settings(silent.getLocalPort());
        try (var metrics = new ProcessMetrics()) {
            var run = CompletableFuture.runAsync(() -> Runner.run(settings, List.of(new Fake()), metrics));
            // longer than one attempt takes
            assertThatThrownBy(() -> run.get(4, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            silent.close();
            assertThatThrownBy(() -> run.get(60, TimeUnit.SECONDS))
                    .hasMessageContaining("No Kafka broker answers at " + settings.bootstrapServers());
        } finally {
            silent.close();
        }
        assertThat(events).containsExactly("close");
    }

    @Test
    void aServiceThatGivesUpEndsTheProcessWithAnError() {
        assertThat(Runner.untilTold(Fake::new)).isEqualTo(1);
        assertThat(events).containsExactly("close");
    }
}
