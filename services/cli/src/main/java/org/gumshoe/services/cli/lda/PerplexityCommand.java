// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.TopicModelJson;
import org.gumshoe.lda.evaluation.DocumentCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How well a model foresees books. */
@Command(
        name = "perplexity",
        description =
                "Held-out perplexity of a model on other books, by document completion: half of each passage's words foretell the other half.",
        mixinStandardHelpOptions = true)
final class PerplexityCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a file that lda train wrote")
    Path file;

    @Parameters(paramLabel = "DIR", description = "books that the model has not learned")
    Path directory;

    @Option(
            names = "--words",
            paramLabel = "N",
            defaultValue = LdaCommand.WORDS,
            description = "length of a passage (default: ${DEFAULT-VALUE})")
    int words;

    @Override
    public Integer call() {
        TopicModel model = TopicModelJson.read(file);
        List<BagOfWords> bags = LdaOutput.bags(LdaOutput.read(directory, words, spec));
        DocumentCompletion measured = DocumentCompletion.of(model, bags);
        if (measured.tokens() == 0) {
            throw new BadInputException("None of the words in " + directory + " is in the vocabulary of " + file
                    + "; give books of its language.");
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "perplexity %.2f (%,d words foretold, %,d words outside the vocabulary passed over)%n",
                        measured.perplexity(),
                        measured.tokens(),
                        measured.unknown());
        return 0;
    }
}
