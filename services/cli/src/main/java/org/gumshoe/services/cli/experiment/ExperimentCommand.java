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
import org.gumshoe.services.cli.ConceptOptions;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.model.ModelNames;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code gumshoe experiment BOOKS --manifest FILE --out DIR}. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        description =
                "Proves the notion on labelled books: does it outgrow the LDA, has it a basin of attraction, does its vector write"
                        + " stories of its kind? Labels score; nothing but the ceiling and the judges is fitted to them. Writes results.json and"
                        + " report.html. A run that is cut off goes on where it was.")
public final class ExperimentCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "BOOKS",
            arity = "0..1",
            description = "directory of .txt, .epub or .html books; without, the Brown sample")
    Path books;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "table with tabs: id (file name without extension), author, and labels")
    Path manifest;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where results.json and report.html go")
    Path out;

    @Option(
            names = "--test",
            paramLabel = "BOOKS",
            description = "books that everything is scored on and nothing is fitted to")
    Path test;

    @Option(names = "--test-manifest", paramLabel = "FILE", description = "manifest of the test books")
    Path testManifest;

    @Option(
            names = "--label",
            paramLabel = "COLUMN",
            defaultValue = "detective",
            description = "column that holds 1, 0, or ? for borderline (default: ${DEFAULT-VALUE})")
    String label;

    @Option(
            names = "--subject",
            paramLabel = "WORD",
            description =
                    "instead of a label: books whose column subjects names it, or one of several as in \"Horror;Fantasy\"")
    String subject;

    @Option(
            names = "--content",
            paramLabel = "WORD",
            split = ",",
            description =
                    "words that tell a text of the concept by what it speaks of, none of them a seed (default for detective: a list of detection and crime; for others content is not measured)")
    List<String> content;

    @Option(
            names = "--quick",
            description =
                    "fewer passages, starts and draws: about 14 minutes on two cores that multiply bf16, half an hour on others, the first time")
    boolean quick;

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "only these of: weak-to-strong, basin, data, pointers, steering (layers are always compared)")
    List<String> parts = ExperimentConfig.PARTS;

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
            description = "where activations and texts are kept (default: experiment in the cache)")
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
        List<String> both = concept.words().stream().filter(content::contains).toList();
        if (!both.isEmpty()) {
            throw new BadInputException("--content holds the seed words " + String.join(", ", both)
                    + ", which the pipeline sees; content must be told by others.");
        }
        return new ContentWords(content);
    }

    @Override
    public Integer call() {
        if (books == null != (manifest == null) || test == null != (testManifest == null)) {
            throw new BadInputException(
                    "Books and their manifest come together; give both BOOKS and --manifest (and both"
                            + " --test and --test-manifest), or neither for the Brown sample.");
        }
        ResultsJson.prepare(out);
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.err));
        ExperimentConfig plan = new ExperimentConfig(
                new ExperimentConfig.Shelf(books, manifest),
                test == null ? null : new ExperimentConfig.Shelf(test, testManifest),
                label,
                subject,
                concept.name,
                concept.words(),
                RefineOptions.of(concept.share()).with(strongStart),
                content(),
                concept.guided,
                store.model(models.weak),
                store.model(models.strong),
                store.brown(),
                store.sentenceEncoder(),
                cache == null ? PackageStore.defaultHome().resolve("experiment") : cache,
                quick ? ExperimentConfig.Size.QUICK : ExperimentConfig.Size.FULL,
                parts,
                "./gumshoe "
                        + String.join(
                                " ", spec.root().commandLine().getParseResult().originalArgs()));
        ExperimentResults results =
                Experiment.run(plan, new ConsoleProgress(spec.commandLine().getOut()));
        ResultsJson.write(results, out.resolve("results.json"));
        HtmlReport.write(results, out.resolve("report.html"));
        spec.commandLine()
                .getOut()
                .println("Results: " + out.resolve("results.json") + ", " + out.resolve("report.html"));
        return 0;
    }
}
