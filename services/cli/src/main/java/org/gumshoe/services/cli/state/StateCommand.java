// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.state;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.state.StateFile;
import org.gumshoe.services.common.state.StateTopic;
import org.gumshoe.services.common.state.SystemState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe state}: what a system has learned, to a file and from it. */
@Command(
        name = "state",
        description = "Takes what a running system has learned to a file, or gives it to a new system.",
        mixinStandardHelpOptions = true)
public final class StateCommand {
    @Spec
    CommandSpec spec;

    @Command(
            name = "export",
            description = {
                "Writes concepts, models, topic model, stitch map, word read-outs, vectors and refined scores to a"
                        + " file, with a digest of each.",
                "What is by passage stays: texts, assignments and activations."
            },
            mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "FILE", description = "file to write, such as state.zip") Path file,
            @Mixin SystemOptions system)
            throws IOException {
        SystemState state = SystemState.read(system.ready());
        try {
            StateFile.write(state, file);
        } catch (IOException e) {
            throw new BadInputException(
                    "The file " + file + " cannot be written (" + e.getMessage()
                            + "): name another, or free some space.",
                    e);
        }
        state.topics().forEach(this::print);
        out().println("are in " + file + ".");
        return 0;
    }

    @Command(
            name = "import",
            description = {
                "Gives what a file holds to a system that has learned nothing yet: the same vectors serve there, to"
                        + " the bit.",
                "Its own concepts and announced models stay. Services that learn begin with its own books, and what "
                        + "they publish takes the place of what was imported."
            },
            mixinStandardHelpOptions = true)
    int importFrom(
            @Parameters(paramLabel = "FILE", description = "file that `gumshoe state export` wrote") Path file,
            @Mixin SystemOptions system) {
        SystemState state = StateFile.read(file);
        Settings settings = system.ready();
        int written = state.write(settings);
        state.topics().forEach(this::print);
        out().println(written + " of these records were written to " + settings.bootstrapServers() + ".");
        return 0;
    }

    private void print(StateTopic topic) {
        out().println("  %-18s %6d records  sha256 %s"
                .formatted(topic.topic().name(), topic.rows().size(), topic.digest()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
