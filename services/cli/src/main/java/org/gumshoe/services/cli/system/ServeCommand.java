// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.services.cli.options.DeviceOption;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.admin.DuplicateInstanceCheck;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Runner;
import org.gumshoe.services.common.traces.Traces;
import org.gumshoe.services.standalone.Services;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command {@code gumshoe serve SERVICE}: one service in a process of its own. */
@Command(
        name = "serve",
        description = "Runs one service in this process, against a running Kafka broker.",
        mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "SERVICE",
            completionCandidates = Names.class,
            description = "one of ${COMPLETION-CANDIDATES}")
    String service;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "port of health and metrics; 0 for any free port (default: 8080)")
    Integer port;

    @Mixin
    DeviceOption device;

    @Mixin
    SystemOptions system;

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Services.names().iterator();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = system.settings(port == null ? Map.of() : Map.of("port", port.toString()));
        DuplicateInstanceCheck.requireNone(settings, Services.canonical(service));
        try (ProcessMetrics metrics = new ProcessMetrics(Traces.of(settings))) {
            return Runner.run(settings, List.of(Services.create(service, settings, metrics)), metrics);
        }
    }
}
