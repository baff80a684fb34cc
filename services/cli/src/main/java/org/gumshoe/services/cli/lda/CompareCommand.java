// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gumshoe.VisibleText;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.TopicComparison;
import org.gumshoe.lda.files.TopicModelJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe lda compare}: two topic models side by side. */
@Command(
        name = "compare",
        description = "Shows, for each topic of model A, the topic of B that corresponds to it by its words or, with "
                + "--books, by the passages that both models assign to it.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    private static final int WORDS_SHOWN = 6;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "A", description = "a model file")
    Path a;

    @Parameters(paramLabel = "B", description = "another model file, with any number of topics")
    Path b;

    @Option(names = "--books", paramLabel = "DIR", description = "books whose passages both models assign to topics")
    Path books;

    @Override
    public Integer call() {
        TopicModel one = TopicModelJson.read(a);
        TopicModel other = TopicModelJson.read(b);
        List<BagOfWords> shared = books == null
                ? List.of()
                : LdaOutput.bags(LdaOutput.read(books, Integer.parseInt(LdaCommand.PASSAGE_WORDS), spec));
        TopicComparison comparison = TopicComparison.of(one, other, shared);
        int[] successors = comparison.successors();
        PrintWriter console = spec.commandLine().getOut();
        console.println("   A →  B  distance of words" + (shared.isEmpty() ? "" : "  share of passages"));
        for (int i = 0; i < successors.length; i++) {
            int j = successors[i];
            console.printf(Locale.ROOT, "%4d %4d  %17.3f", i, j, comparison.wordDistance()[i][j]);
            if (!shared.isEmpty()) {
                console.printf(Locale.ROOT, "  %15.0f %%", 100 * comparison.transitions()[i][j]);
            }
            console.printf(
                    "  %s → %s%n",
                    VisibleText.line(String.join(" ", one.topWords(i, WORDS_SHOWN))),
                    VisibleText.line(String.join(" ", other.topWords(j, WORDS_SHOWN))));
        }
        return 0;
    }
}
