// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.options.ConceptOptions;
import org.gumshoe.services.cli.options.ModelPair;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.standalone.Standalone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command {@code gumshoe up}: the standalone system, which runs until it is told to end. */
@Command(
        name = "up",
        description = "Runs a broker and every service in this process until Ctrl-C; continues with the data of the "
                + "last run.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
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

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "port of the HTTP gateway; 0 for any free port (default: ${DEFAULT-VALUE})")
    int gatewayPort;

    @Mixin
    ModelPair models;

    @Mixin
    ConceptOptions concept;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() {
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        List<ModelAnnouncement> languageModels = List.of(models.weak(store), models.strong(store));
        Map<String, String> ports = new HashMap<>(Map.of(
                "broker.port", Integer.toString(brokerPort),
                "port", Integer.toString(port),
                "gateway.port", Integer.toString(gatewayPort)));
        store.fetchedBrown().ifPresent(sample -> ports.put("gateway.sample", sample.toString()));
        Settings settings = system.settings(ports);
        return Runner.untilTold(() -> {
            Standalone running = Standalone.start(data, settings);
            try (GumshoeClient client = new GumshoeClient(running.settings())) {
                client.publishConcept(concept.concept(false));
                client.announceModels(languageModels);
            }
            System.out.println("Gumshoe is up: Kafka on " + running.bootstrapServers() + ", health on http://localhost:"
                    + running.port() + "/ready, data in " + data + ".");
            System.out.println("The page: " + running.page()
                    + " (`gumshoe open` opens it). Send books there or with `gumshoe ingest PATH…`; Ctrl-C ends it.");
            return running;
        });
    }
}
