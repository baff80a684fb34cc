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
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.services.cli.ConceptOptions;
import org.gumshoe.services.cli.download.PackageStore;
import org.gumshoe.services.cli.download.ProgressBar;
import org.gumshoe.services.cli.model.ModelPair;
import org.gumshoe.services.cli.system.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicAdmin;
import org.gumshoe.services.standalone.Standalone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole loop once, from books to a steered story. */
@Command(
        name = "demo",
        description =
                "From a shelf of books to a steered story: fetches two small models and a sample, starts the whole system in this process and"
                        + " shows what happens.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /** As a shell reports a process that Ctrl-C has ended. */
    private static final int STOPPED = 130;

    private volatile boolean ended;

    /** The sample's genre that the default concept stands for. */
    private static final String SAMPLE_GENRE = "mystery";

    @Option(
            names = "--books",
            paramLabel = "DIR",
            description = "books to read (.txt, .epub, .html) instead of the sample")
    Path books;

    @Option(
            names = "--passages",
            paramLabel = "N",
            defaultValue = "504",
            description =
                    "how many passages the language models read, spread over all books (default: ${DEFAULT-VALUE})")
    int passages;

    @Option(names = "--tokens", defaultValue = "100", description = "length of each story (default: ${DEFAULT-VALUE})")
    int tokens;

    @Option(names = "--strength", description = "of the steering vector, in typical norms a layer (default: .2)")
    Double strength;

    @Option(names = "--seed", defaultValue = "1", description = "of the stories (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "write what was shown as JSON")
    Path report;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "where all that flows is kept (default: a directory of the cache, removed when the demo has ended well; an"
                            + " interrupted demo goes on from it)")
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
        DemoBooks library = books == null ? DemoBooks.brown(store.brown()) : DemoBooks.at(books);
        Concept wanted = concept.concept(library.small());
        List<LanguageModel> pair = List.of(models.weak(store), models.strong(store));
        boolean sample = books == null;
        // services that run elsewhere have settings of their own
        String genre =
                sample && wanted.getName().equals(ConceptOptions.DETECTIVE) && !system.remote() ? SAMPLE_GENRE : null;
        Demo.Wishes wishes = new Demo.Wishes(library, wanted, pair, tokens, strength, seed, sample, genre);
        return system.remote() ? remote(wishes) : standalone(wishes);
    }

    /** Against services that run elsewhere, each in a process of its own perhaps. */
    private int remote(Demo.Wishes wishes) {
        Settings settings = system.settings(Map.of());
        try (var admin = Clients.admin(settings)) {
            TopicAdmin.create(admin, settings);
        }
        return finish(Demo.run(wishes, settings, List.of(), System.out));
    }

    private int standalone(Demo.Wishes wishes) {
        int perBook = Math.ceilDiv(passages, wishes.library().books().size());
        Map<String, String> more = new HashMap<>(Map.of(
                "broker.port", "0",
                "port", "0",
                "gateway.port", "0",
                "passages.per.book", Integer.toString(perBook),
                "topics.minibatch", wishes.library().small() ? "64" : "1024",
                "commit.interval.ms", "500"));
        if (wishes.genre() != null) {
            more.put("evaluation.genre", wishes.genre());
        }
        Path directory = data != null ? data : PackageStore.defaultHome().resolve("demo-" + wishes.digest(perBook));
        try (Standalone running = Standalone.start(directory, system.settings(more))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(running, directory), "shutdown"));
            finish(Demo.run(wishes, running.settings(), running.services(), System.out));
            ended = true;
        } catch (DemoStopped e) {
            return STOPPED;
        }
        if (data == null) {
            delete(directory);
        }
        return 0;
    }

    /** Ctrl-C: the batches that are being read are finished, so nothing is read twice. */
    private void stop(Standalone running, Path directory) {
        if (ended) {
            return;
        }
        System.err.println("\ngumshoe: stopping: what is being read is finished first, which takes some seconds …");
        running.close();
        System.err.println("gumshoe: stopped; the same command goes on from what has flowed, in " + directory + ".");
    }

    private int finish(DemoReport shown) {
        if (report != null) {
            shown.write(report);
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
