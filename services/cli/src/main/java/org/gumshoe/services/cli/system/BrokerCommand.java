// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.standalone.Standalone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command {@code gumshoe broker}: a Kafka broker alone, for services in processes of their own on
 * this machine.
 */
@Command(
        name = "broker",
        description = "Runs a Kafka broker alone until Ctrl-C, for services that `gumshoe serve` starts in processes "
                + "of their own.",
        mixinStandardHelpOptions = true)
public final class BrokerCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory of topics and state (default: ~/.cache/gumshoe/data)")
    Path data = PackageStore.defaultHome().resolve("data");

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "port of Kafka; 0 for any free port (default: ${DEFAULT-VALUE})")
    int brokerPort;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "port of health and metrics; 0 for any free port (default: ${DEFAULT-VALUE})")
    int port;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() {
        Map<String, String> ports = Map.of("broker.port", Integer.toString(brokerPort), "port", Integer.toString(port));
        return Runner.untilTold(() -> {
            Standalone running = Standalone.start(data, system.settings(ports), List.of());
            System.out.println("Kafka on " + running.bootstrapServers() + ", data in " + data + "; Ctrl-C ends it.");
            return running;
        });
    }
}
