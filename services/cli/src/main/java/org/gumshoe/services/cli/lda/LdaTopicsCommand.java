// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.TopicModelJson;
import org.gumshoe.lda.evaluation.Coherence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the topics of a model file. */
@Command(
        name = "topics",
        description =
                "Shows the topics of a model, the one that seed words point at, and how coherent they are on books.",
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
            description = "words of each topic (default: ${DEFAULT-VALUE})")
    int number;

    @Option(names = "--seeds", paramLabel = "WORD", split = ",", description = "words whose topic is looked for")
    List<String> seeds = List.of();

    @Option(
            names = "--coherence",
            paramLabel = "DIR",
            description = "measure NPMI of the ten likeliest words on the passages of these books")
    Path books;

    @Override
    public Integer call() {
        TopicModel model = TopicModelJson.read(file);
        PrintWriter screen = spec.commandLine().getOut();
        LdaOutput.topics(model, number, screen);
        if (!seeds.isEmpty()) {
            screen.println(ConceptFinder.find(model, "these words", seeds, null).explanation());
        }
        if (books != null) {
            List<BagOfWords> bags = LdaOutput.bags(LdaOutput.read(books, Integer.parseInt(LdaCommand.WORDS), spec));
            double[] npmi = Coherence.npmi(
                    IntStream.range(0, model.topics())
                            .mapToObj(k -> model.mostProbableWords(k, COHERENCE_WORDS))
                            .toList(),
                    bags);
            for (int k = 0; k < npmi.length; k++) {
                screen.printf(Locale.ROOT, "%4d NPMI %.3f%n", k, npmi[k]);
            }
            screen.printf(Locale.ROOT, "mean NPMI %.4f%n", Coherence.mean(npmi));
        }
        return 0;
    }
}
