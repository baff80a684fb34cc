// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicAdmin;
import picocli.CommandLine.Option;

/** Where the system is, and any of its settings. */
public final class SystemOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description =
                    "a running system's Kafka (default: the variable GUMSHOE_BOOTSTRAP_SERVERS, else localhost:9092)")
    String bootstrapServers;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "any setting of a service, such as topics.number=40 (see the services' README)")
    Map<String, String> set = new LinkedHashMap<>();

    public boolean remote() {
        return bootstrapServers != null;
    }

    /** @param more further settings, below those that the user gave */
    public Settings settings(Map<String, String> more) {
        Map<String, String> overrides = new LinkedHashMap<>(more);
        if (bootstrapServers != null) {
            overrides.put("bootstrap.servers", bootstrapServers);
        }
        overrides.putAll(set);
        return Settings.from(System.getenv(), overrides);
    }

    /** The settings of a running system whose topics are all there. */
    public Settings ready() {
        Settings settings = settings(Map.of());
        try (var admin = Clients.admin(settings)) {
            TopicAdmin.create(admin, settings);
        }
        return settings;
    }
}
