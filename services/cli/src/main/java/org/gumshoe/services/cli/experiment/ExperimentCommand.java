// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.eval.judge.ContentWords;
import org.gumshoe.experiment.Experiment;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.RefineOptions;
import org.gumshoe.experiment.report.HtmlReport;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.ResultsJson;
import org.gumshoe.pipeline.ConceptRefiner;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.options.ConceptOptions;
import org.gumshoe.services.cli.options.ModelNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Command {@code gumshoe experiment}: the experiment on labelled books. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description = "Tests the method on labelled books: does the strong model's concept outperform the topic "
                + "model's labels, from which starting points does refinement converge to the concept, and do "
                + "stories steered by its vector belong to the genre? Labels are used for scoring, for the "
                + "ceiling, the oracle vector and the judges of stories, which only "
                + "measure; the method itself sees none. Writes results.json and report.html. An "
                + "interrupted run continues where it stopped.")
public final class ExperimentCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "BOOKS",
            arity = "0..*",
            description = "directories of .txt, .epub or .html books (default: the Brown sample)")
    List<Path> books = List.of();

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "tab-separated table with the columns id (file name without extension), author, and labels; "
                    + "one for each of BOOKS, in the same order")
    List<Path> manifests = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "directory of results.json and report.html")
    Path out;

    @Option(names = "--test", paramLabel = "BOOKS", description = "books to score that nothing is fitted to")
    Path test;

    @Option(names = "--test-manifest", paramLabel = "FILE", description = "manifest of the test books")
    Path testManifest;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            defaultValue = "detective",
            description = "column with 1, 0, or ? for borderline books (default: ${DEFAULT-VALUE})")
    String label;

    @Option(
            names = "--subject",
            paramLabel = "WORD",
            description = "instead of a label: books whose column subjects contains this word, or one of several as in "
                    + "\"Horror;Fantasy\"")
    String subject;

    @Option(
            names = "--content",
            paramLabel = "WORD",
            split = ",",
            description = "words that show that a story is about the concept, none of them a seed word (default for "
                    + "detective: a list of words of detection and crime; for other concepts "
                    + "this is not measured)")
    List<String> content;

    @Option(
            names = "--quick",
            description = "fewer passages, starting points and samples; the first run takes about 14 minutes on two "
                    + "cores with bf16 multiplication, half an hour on others")
    boolean quick;

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "run only these parts: weak-to-strong, basin, data, pointers (other random seeds "
                    + "of the topic model), steering, for which layers are always compared; halves, which fits on "
                    + "one half of the authors and scores the other for a table of concepts; or laws, which measures "
                    + "four laws on these concepts and writes their plots. The last two run only when named")
    List<String> parts = ExperimentConfig.PARTS;

    @Option(
            names = "--arms",
            paramLabel = "ARM",
            split = ",",
            description =
                    "part steering: beside real passages and unsteered texts only these arms, on long openings alone "
                            + "(default: all of docs/experiments/stories.md)")
    List<String> arms = List.of();

    @Option(
            names = "--halvings",
            paramLabel = "NUMBER",
            description = "part halves: random halvings of the authors, each fitted both ways (default: "
                    + "${DEFAULT-VALUE})")
    int halvings = ExperimentConfig.Halves.DEFAULT.halvings();

    @Option(
            names = "--draws",
            paramLabel = "NUMBER",
            description = "part laws: random draws of books of each number, and noise with one seed more (default: 5, "
                    + "or 1 with --quick)")
    Integer draws;

    @Option(
            names = "--concepts",
            paramLabel = "NAME",
            split = ",",
            description = "part halves: only these concepts of the table (default: all)")
    List<String> halvesConcepts = List.of();

    @Option(
            names = "--concept-table",
            paramLabel = "FILE",
            description = "part halves: tab-separated table with the columns use (choose or report), concept, positive "
                    + "and seeds (default: the thirteen concepts that were written down with the experiment)")
    Path conceptTable;

    @Option(
            names = "--no-words",
            description = "do not ask the models for words, as a stream with activation.words off: the topics alone "
                    + "point at the concept (default: ask; parts halves and laws always do)")
    boolean withoutWords;

    @Option(
            names = "--strong-start",
            paramLabel = "START",
            converter = StrongStartConverter.class,
            description =
                    "where the strong model's refinement starts: map, the weak model's concept through the stitch map, as in the stream; or weak-labels, the weak model's labels of books, for comparison (default: map)")
    ConceptRefiner.StrongStart strongStart = ConceptRefiner.StrongStart.THROUGH_MAP;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "directory of cached activations and texts (default: ~/.cache/gumshoe/experiment)")
    Path cache;

    @Mixin
    ConceptOptions concept;

    @Mixin
    ModelNames models;

    static final class StrongStartConverter implements ITypeConverter<ConceptRefiner.StrongStart> {
        @Override
        public ConceptRefiner.StrongStart convert(String value) {
            return switch (value) {
                case "map" -> ConceptRefiner.StrongStart.THROUGH_MAP;
                case "weak-labels" -> ConceptRefiner.StrongStart.WEAK_LABELS;
                default -> throw new TypeConversionException("'" + value + "' is not a start; give map or weak-labels");
            };
        }
    }

    private ContentWords content() {
        if (content == null) {
            return concept.name.equals(ConceptOptions.DETECTIVE) ? ContentWords.DETECTIVE : null;
        }
        List<String> overlap =
                concept.words().stream().filter(content::contains).toList();
        if (!overlap.isEmpty()) {
            throw new BadInputException("--content contains the seed words " + String.join(", ", overlap)
                    + ", which the pipeline sees; choose other words.");
        }
        return new ContentWords(content);
    }

    @Override
    public Integer call() {
        if (books.isEmpty() != manifests.isEmpty() || test == null != (testManifest == null)) {
            throw new BadInputException("Books need a manifest; give both BOOKS and --manifest (and both"
                    + " --test and --test-manifest), or neither for the Brown sample.");
        }
        ResultsJson.prepare(out);
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        ExperimentConfig config = new ExperimentConfig(
                new ExperimentConfig.BookSource(books, manifests),
                test == null ? null : new ExperimentConfig.BookSource(List.of(test), List.of(testManifest)),
                label,
                subject,
                concept.name,
                concept.words(),
                RefineOptions.of(concept.share()).with(strongStart).withWords(!withoutWords),
                content(),
                concept.guided,
                store.model(models.weak),
                store.model(models.strong),
                store.brown(),
                parts.contains("steering") ? store.sentenceEncoder() : null,
                cache == null ? PackageStore.defaultHome().resolve("experiment") : cache,
                quick ? ExperimentConfig.Size.QUICK : ExperimentConfig.Size.FULL,
                new ExperimentConfig.Halves(halvings, conceptTable, halvesConcepts, draws),
                arms,
                parts,
                "./gumshoe "
                        + String.join(
                                " ", spec.root().commandLine().getParseResult().originalArgs()));
        ExperimentResults results =
                Experiment.run(config, new ConsoleProgress(spec.commandLine().getOut()));
        ResultsJson.write(results, out.resolve("results.json"));
        HtmlReport.write(results, out.resolve("report.html"));
        HtmlReport.writePlots(results, out);
        HalvesTable.lines(results.halves()).forEach(spec.commandLine().getOut()::println);
        spec.commandLine()
                .getOut()
                .println("Results: " + out.resolve("results.json") + ", " + out.resolve("report.html"));
        return 0;
    }
}
