// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import picocli.CommandLine.Command;

/** The topic model as a tool. */
@Command(
        name = "lda",
        description = "Learns topics from a directory of books and looks at them, without Kafka.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TrainCommand.class,
            LdaTopicsCommand.class,
            PerplexityCommand.class,
            CompareCommand.class,
            ExportCommand.class,
            StabilityCommand.class
        })
public final class LdaCommand {
    /** How passages are cut; the same for all that is compared. */
    static final String WORDS = "300";
}
