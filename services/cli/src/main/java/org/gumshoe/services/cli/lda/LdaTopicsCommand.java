// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.gumshoe.VisibleText;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.evaluation.Coherence;
import org.gumshoe.lda.files.TopicModelJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe lda topics}: the topics of a model file. */
@Command(
        name = "topics",
        description = "Shows the topics of a model, the topic that seed words belong to, and the coherence of the "
                + "topics on books.",
        mixinStandardHelpOptions = true)
final class LdaTopicsCommand implements Callable<Integer> {
    private static final int COHERENCE_WORDS = 10;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "a file that lda train wrote")
    Path file;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            defaultValue = "12",
            description = "words to show of each topic (default: ${DEFAULT-VALUE})")
    int number;

    @Option(names = "--seeds", paramLabel = "WORD", split = ",", description = "seed words whose topic is shown")
    List<String> seeds = List.of();

    @Option(
            names = "--coherence",
            paramLabel = "DIR",
            description = "measure the coherence (NPMI) of each topic's ten most likely words on the passages of "
                    + "these books")
    Path books;

    @Override
    public Integer call() {
        TopicModel model = TopicModelJson.read(file);
        PrintWriter console = spec.commandLine().getOut();
        LdaOutput.topics(model, number, console);
        if (!seeds.isEmpty()) {
            console.println(VisibleText.line(
                    ConceptFinder.find(model, "these words", seeds, null).explanation()));
        }
        if (books != null) {
            List<BagOfWords> bags =
                    LdaOutput.bags(LdaOutput.read(books, Integer.parseInt(LdaCommand.PASSAGE_WORDS), spec));
            double[] npmi = Coherence.npmi(
                    IntStream.range(0, model.topics())
                            .mapToObj(k -> model.mostProbableWords(k, COHERENCE_WORDS))
                            .toList(),
                    bags);
            for (int k = 0; k < npmi.length; k++) {
                console.printf(Locale.ROOT, "%4d NPMI %.3f%n", k, npmi[k]);
            }
            console.printf(Locale.ROOT, "mean NPMI %.4f%n", Coherence.mean(npmi));
        }
        return 0;
    }
}
