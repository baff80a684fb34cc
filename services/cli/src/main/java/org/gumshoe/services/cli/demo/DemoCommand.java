// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.options.ConceptOptions;
import org.gumshoe.services.cli.options.ModelPair;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.standalone.Standalone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command {@code gumshoe demo}: the whole loop once, from books to steered stories. */
@Command(
        name = "demo",
        description = "Runs the whole loop once, from books to steered stories: fetches two small models and "
                + "sample books, starts the system in this process and shows each step.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /** Exit code of a process that Ctrl-C has ended, as shells report it. */
    private static final int EXIT_INTERRUPTED = 130;

    private volatile boolean finished;

    /** Genre of the sample that corresponds to the default concept. */
    private static final String SAMPLE_GENRE = "mystery";

    @Option(
            names = "--books",
            paramLabel = "DIR",
            description = "directory of books (.txt, .epub, .html) to use instead of the sample")
    Path books;

    @Option(
            names = "--passages",
            paramLabel = "N",
            defaultValue = "504",
            description = "number of passages that the language models read, spread over all books (default: "
                    + "${DEFAULT-VALUE})")
    int passages;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "100",
            description = "length of each story in tokens (default: " + "${DEFAULT-VALUE})")
    int tokens;

    @Option(
            names = "--strength",
            paramLabel = "C",
            description = "one strength for both vectors at every steered layer, in typical norms (default: each "
                    + "vector's own)")
    Double strength;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "random seed of the stories (default: " + "${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "write the results to this file as JSON")
    Path report;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory of topics and state (default: a directory of the cache, which is removed when "
                    + "the demo succeeds; an interrupted demo continues from it)")
    Path data;

    @Mixin
    ModelPair models;

    @Mixin
    ConceptOptions concept;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() {
        if (passages < 1 || tokens < 1) {
            throw new BadInputException("--passages and --tokens must be 1 or more.");
        }
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new ProgressBar(System.out));
        DemoBooks demoBooks = books == null ? DemoBooks.brown(store.brown()) : DemoBooks.at(books);
        Concept sought = concept.concept(demoBooks.small());
        List<ModelAnnouncement> languageModels = List.of(models.weak(store), models.strong(store));
        boolean sample = books == null;
        // services that run elsewhere have their own settings
        String genre =
                sample && sought.getName().equals(ConceptOptions.DETECTIVE) && !system.isRemote() ? SAMPLE_GENRE : null;
        DemoOptions options = new DemoOptions(demoBooks, sought, languageModels, tokens, strength, seed, sample, genre);
        return system.isRemote() ? runRemote(options) : runStandalone(options);
    }

    /** Runs against services that run elsewhere, perhaps each in a process of its own. */
    private int runRemote(DemoOptions options) {
        return finish(Demo.run(options, system.ready(), List.of(), System.out));
    }

    private int runStandalone(DemoOptions options) {
        int passagesPerBook = Math.ceilDiv(passages, options.demoBooks().books().size());
        Map<String, String> demoSettings = new HashMap<>(Map.of(
                "broker.port", "0",
                "port", "0",
                "gateway.port", "0",
                "passages.per.book", Integer.toString(passagesPerBook),
                "topics.minibatch", options.demoBooks().small() ? "64" : "1024"));
        if (options.genre() != null) {
            demoSettings.put("evaluation.genre", options.genre());
        }
        Path directory =
                data != null ? data : PackageStore.defaultHome().resolve("demo-" + options.digest(passagesPerBook));
        try (Standalone running = Standalone.start(directory, system.settings(demoSettings))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, directory), "shutdown"));
            finish(Demo.run(options, running.settings(), running.services(), System.out));
            finished = true;
        } catch (DemoStopped e) {
            return EXIT_INTERRUPTED;
        }
        if (data == null) {
            delete(directory);
        }
        return 0;
    }

    /**
     * Ends the system on Ctrl-C. The batches in progress are finished first, so that no passage is
     * read twice.
     */
    private void stop(Standalone running, Path directory) {
        if (finished) {
            return;
        }
        System.err.println("\ngumshoe: stopping; finishing the batches in progress takes some seconds …");
        running.close();
        System.err.println("gumshoe: stopped; the same command continues with the data in " + directory + ".");
    }

    private int finish(DemoReport demoReport) {
        if (report != null) {
            demoReport.write(report);
            System.out.println("Report: " + report);
        }
        return 0;
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
