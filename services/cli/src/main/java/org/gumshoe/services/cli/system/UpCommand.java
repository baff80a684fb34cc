// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.services.cli.ConceptOptions;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.model.ModelPair;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.standalone.Standalone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The standalone system, running until it is told to end. */
@Command(
        name = "up",
        description =
                "Starts a broker and every service in this process and keeps running; what flowed before is still there.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where all that flows is kept (default: ~/.cache/gumshoe/data)")
    Path data = PackageStore.defaultHome().resolve("data");

    @Option(
            names = "--broker-port",
            defaultValue = "9092",
            description = "of Kafka; 0 for any (default: ${DEFAULT-VALUE})")
    int brokerPort;

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "of health and metrics; 0 for any (default: ${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--gateway-port",
            defaultValue = "8090",
            description = "of the HTTP gateway; 0 for any (default: ${DEFAULT-VALUE})")
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
        List<LanguageModel> pair = List.of(models.weak(store), models.strong(store));
        Map<String, String> more = new HashMap<>(Map.of(
                "broker.port", Integer.toString(brokerPort),
                "port", Integer.toString(port),
                "gateway.port", Integer.toString(gatewayPort)));
        Settings settings = system.settings(more);
        return Runner.untilTold(() -> {
            Standalone running = Standalone.start(data, settings);
            try (GumshoeClient announcer = new GumshoeClient(running.settings())) {
                announcer.concept(concept.concept(false));
                announcer.models(pair);
            }
            System.out.println("Gumshoe is up: Kafka on " + running.bootstrapServers() + ", health on http://localhost:"
                    + running.port() + "/ready, data in " + data + ".");
            System.out.println(
                    "Send books with `gumshoe ingest PATH…`, read stories with `gumshoe stories --follow`; Ctrl-C ends it.");
            return running;
        });
    }
}
