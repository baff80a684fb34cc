// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.activations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.options.SystemOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe activations}: what the language models of a running system have read. */
@Command(
        name = "activations",
        description = "Takes what the language models of a running system have read to files.",
        mixinStandardHelpOptions = true)
public final class ActivationsCommand {
    @Spec
    CommandSpec spec;

    @Command(
            name = "export",
            description = {
                "Writes the newest activations of all announced readings to Parquet files: a folder for each model and"
                        + " its layers, a file for each partition.",
                "manifest.json, which is written last, names models, layers and the SHA-256 of each file."
            },
            mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "DIR", description = "directory to write to; empty, or none yet") Path out,
            @Mixin SystemOptions system) {
        List<ActivationExport.Written> files;
        try {
            files = new ActivationExport(system.ready(), out).write();
        } catch (IOException | UncheckedIOException e) {
            throw new BadInputException(
                    "The activations cannot be written to " + out + " (" + e.getMessage()
                            + "): free some space, or name another directory.",
                    e);
        }
        files.forEach(file -> spec.commandLine()
                .getOut()
                .println("  %s %d rows, sha256 %s".formatted(file.file(), file.rows(), file.sha256())));
        spec.commandLine()
                .getOut()
                .println(
                        files.stream().mapToLong(ActivationExport.Written::rows).sum() + " activations are in " + out
                                + ", with manifest.json.");
        return 0;
    }
}
