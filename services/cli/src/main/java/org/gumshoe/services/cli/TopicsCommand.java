// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ModelFile;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.lda.Telling;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Table;
import org.gumshoe.services.kit.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The topics of a running system. */
@Command(
        name = "topics",
        description = "Shows the topics of a running system, and where its concepts live in them.",
        mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A version's rows are replaced one by one; its successor is whole soon after. */
    private static final Duration REPLACED = Duration.ofSeconds(5);

    @Spec
    CommandSpec spec;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            defaultValue = "12",
            description = "words of each topic (default: ${DEFAULT-VALUE})")
    int number;

    @Option(names = "--out", paramLabel = "FILE", description = "also write the model as a file, for the lda commands")
    Path out;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = system.ready();
        try (Table<SpecificRecord> table = new Table<>(settings, Topics.TOPIC_MODEL, (key, row) -> {});
                Table<Concept> concepts = new Table<>(settings, Topics.CONCEPTS, (key, row) -> {})) {
            table.awaitCaughtUp(PATIENCE);
            concepts.awaitCaughtUp(PATIENCE);
            TopicModel model = whole(table);
            show(model, concepts.view());
            if (out != null) {
                ModelFile.write(model, out);
                spec.commandLine().getOut().println("written to " + out);
            }
        }
        return 0;
    }

    private static TopicModel whole(Table<SpecificRecord> table) throws InterruptedException {
        long end = System.nanoTime() + REPLACED.toNanos();
        Optional<TopicModel> model = PublishedTopicModel.of(table.view());
        while (model.isEmpty() && table.view().containsKey(Topics.MANIFEST) && System.nanoTime() < end) {
            Thread.sleep(100);
            model = PublishedTopicModel.of(table.view());
        }
        return model.orElseThrow(() -> new BadInputException(
                "There is no topic model yet; send books with `gumshoe ingest` and wait until they are learned."));
    }

    private void show(TopicModel model, Map<String, Concept> concepts) {
        PrintWriter screen = spec.commandLine().getOut();
        screen.printf(
                Locale.ROOT,
                "Version %d: %d topics over %,d words, from %,d passages of %,d books%n",
                model.version(),
                model.topics(),
                model.words().length,
                model.passages(),
                model.books());
        Telling.topics(model, number, screen);
        concepts.forEach((name, concept) -> screen.println(name + ": " + where(model, name, concept)));
    }

    private static String where(TopicModel model, String name, Concept concept) {
        try {
            return ConceptFinder.find(model, name, concept.getSeeds(), concept.getTopic())
                    .explanation();
        } catch (BadInputException e) {
            return e.getMessage();
        }
    }
}
