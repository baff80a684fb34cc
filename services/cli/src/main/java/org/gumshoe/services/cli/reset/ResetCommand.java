// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.reset;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.gumshoe.VisibleText;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.standalone.DataDirectory;
import org.gumshoe.services.standalone.StoredFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe reset}: says what a system holds, and deletes it. */
@Command(
        name = "reset",
        description = {
            "Deletes what a system holds: topics, consumer groups and local stores. Says first what that is.",
            "It is the data of `gumshoe up`; or, where a broker is named, what is Gumshoe's on that broker, and the local "
                    + "stores of this machine (state.dir). Downloaded models and the cache of experiments stay, and so "
                    + "do topics, groups and files of others. End all services first, the gateway too."
        },
        mixinStandardHelpOptions = true)
public final class ResetCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory of topics and state (default: ~/.cache/gumshoe/data, where no broker is named)")
    Path data;

    @Option(
            names = "--state-only",
            description = "delete the local stores alone; services make them anew from their topics")
    boolean stateOnly;

    @Option(names = "--yes", description = "delete without asking")
    boolean yes;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() {
        Settings settings = system.settings(Map.of());
        boolean namesBroker = settings.values().containsKey("bootstrap.servers");
        if (data != null && system.isRemote()) {
            throw new BadSettingsException("Both --data and --bootstrap-servers are given, but a system is in one "
                    + "place: leave one of them out.");
        }
        if (data != null || !namesBroker) {
            resetData(
                    new DataDirectory(data == null ? PackageStore.defaultHome().resolve("data") : data));
        } else if (stateOnly) {
            reset(List.of(stores(settings.stateDir())));
        } else {
            resetBroker(settings);
        }
        return 0;
    }

    private void resetData(DataDirectory directory) {
        Holding topics = new Holding.OnDisk("topics of the embedded broker", StoredFiles.ofBroker(directory.broker()));
        Holding stores = stores(directory.state());
        reset(stateOnly ? List.of(stores) : List.of(topics, stores));
    }

    private void resetBroker(Settings settings) {
        try (Admin admin = Clients.admin(settings)) {
            if (reset(List.of(Holding.OnBroker.of(admin, settings), stores(settings.stateDir())))) {
                out().println("On each other machine with services, run `gumshoe reset --state-only "
                        + "--bootstrap-servers " + settings.bootstrapServers()
                        + "`: local stores there are stale now.");
            }
        }
    }

    private static Holding stores(Path directory) {
        return new Holding.OnDisk("local stores", StoredFiles.ofState(directory));
    }

    /** Returns whether something was deleted. */
    private boolean reset(List<Holding> holdings) {
        List<String> lines =
                holdings.stream().flatMap(holding -> holding.lines().stream()).toList();
        if (lines.isEmpty()) {
            out().println("There is nothing to delete.");
            return false;
        }
        out().println("To be deleted:");
        lines.forEach(line -> out().println("  " + VisibleText.line(line)));
        Console console = System.console();
        boolean asks = !yes && console != null && console.isTerminal();
        if (!yes && !asks) {
            out().println("Nothing is deleted yet: say so with --yes.");
            return false;
        }
        holdings.forEach(Holding::requireUnused);
        if (asks && !isYes(console.readLine("Delete it? [y/N] "))) {
            out().println("Nothing is deleted.");
            return false;
        }
        holdings.forEach(Holding::delete);
        out().println("It is deleted.");
        return true;
    }

    private static boolean isYes(String answer) {
        return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
