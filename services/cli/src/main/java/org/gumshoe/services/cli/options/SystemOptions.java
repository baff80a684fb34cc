// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.options;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.admin.TopicAdmin;
import picocli.CommandLine.Option;

/** Command-line options that say where the system runs, and give any of its settings. */
public final class SystemOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka broker of the running system (default: the variable GUMSHOE_BOOTSTRAP_SERVERS, else "
                    + "localhost:9092)")
    String bootstrapServers;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "any setting of a service, such as topics.number=40 (see the README of each service)")
    Map<String, String> set = new LinkedHashMap<>();

    /** Whether the user named the broker of a running system. */
    public boolean isRemote() {
        return bootstrapServers != null;
    }

    /**
     * Returns the settings of the environment and the command line.
     *
     * @param defaults settings that the user may override
     */
    public Settings settings(Map<String, String> defaults) {
        Map<String, String> overrides = new LinkedHashMap<>(defaults);
        if (bootstrapServers != null) {
            overrides.put("bootstrap.servers", bootstrapServers);
        }
        overrides.putAll(set);
        return Settings.from(System.getenv(), overrides);
    }

    /** Returns the settings of a running system, after making sure that all of its topics exist. */
    public Settings ready() {
        Settings settings = settings(Map.of());
        TopicAdmin.create(settings);
        return settings;
    }
}
