// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import picocli.CommandLine.Command;

/** Command {@code gumshoe lda}: the topic model as a tool. */
@Command(
        name = "lda",
        description = "Learns and inspects topic models of a directory of books, without Kafka.",
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
    /** Default length of a passage; models can only be compared on passages of the same length. */
    static final String PASSAGE_WORDS = "300";
}
