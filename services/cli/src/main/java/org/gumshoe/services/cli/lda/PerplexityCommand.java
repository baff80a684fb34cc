// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.DocumentCompletion;
import org.gumshoe.lda.files.TopicModelJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe lda perplexity}: how well a model predicts held-out books. */
@Command(
        name = "perplexity",
        description = "Measures the held-out perplexity of a model by document completion: half of each passage's "
                + "words predict the other half.",
        mixinStandardHelpOptions = true)
final class PerplexityCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a file that lda train wrote")
    Path file;

    @Parameters(paramLabel = "DIR", description = "books that the model was not trained on")
    Path directory;

    @Option(
            names = "--words",
            paramLabel = "N",
            defaultValue = LdaCommand.PASSAGE_WORDS,
            description = "length of a passage in words (default: ${DEFAULT-VALUE})")
    int words;

    @Override
    public Integer call() {
        TopicModel model = TopicModelJson.read(file);
        List<BagOfWords> bags = LdaOutput.bags(LdaOutput.read(directory, words, spec));
        DocumentCompletion measured = DocumentCompletion.of(model, bags);
        if (measured.tokens() == 0) {
            throw new BadInputException("None of the words in " + directory + " is in the vocabulary of " + file
                    + "; give books in its language.");
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "perplexity %.2f (%,d words predicted, %,d words outside the vocabulary skipped)%n",
                        measured.perplexity(),
                        measured.tokens(),
                        measured.unknown());
        return 0;
    }
}
