// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.files.TopicColour;
import org.gumshoe.lda.files.TopicModelJson;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.cli.terminal.ShellWord;
import org.gumshoe.services.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe topics}: the topics of a running system. */
@Command(
        name = "topics",
        description = "Shows the topics of a running system and the topic of each concept.",
        subcommands = {NameTopicCommand.class, SeekCommand.class, ForgetCommand.class},
        mixinStandardHelpOptions = true)
public final class LiveTopicsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(
            names = {"-n", "--number"},
            paramLabel = "N",
            defaultValue = "12",
            description = "words to show of each topic (default: ${DEFAULT-VALUE})")
    int number;

    @Option(names = "--out", paramLabel = "FILE", description = "also write the model to a file, for the lda commands")
    Path out;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws InterruptedException {
        LiveTopics topics = LiveTopics.read(system.ready());
        print(topics);
        if (out != null) {
            TopicModelJson.write(topics.model(), out);
            spec.commandLine().getOut().println("written to " + out);
        }
        return 0;
    }

    private void print(LiveTopics topics) {
        TopicModel model = topics.model();
        TopicModelManifest manifest = topics.manifest();
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                Locale.ROOT,
                "Version %d: %d topics over %,d words, from %,d passages of %,d books%n",
                model.version(),
                model.topics(),
                model.words().length,
                model.passages(),
                model.books());
        console.println("In use because: " + VisibleText.line(manifest.getReason()));
        if (!manifest.getRefused().isEmpty()) {
            console.println("A later candidate is not in use: " + VisibleText.line(manifest.getRefused()));
        }
        boolean drifted = !manifest.getWordDrift().isEmpty();
        console.println(
                (Help.Ansi.AUTO.enabled() ? " " : "") + "topic  share" + (drifted ? "  drift" : "") + "  label: words");
        for (int k = 0; k < model.topics(); k++) {
            swatch(k, console);
            console.printf(Locale.ROOT, "%5d %5.1f %%", k, 100 * model.share(k));
            if (drifted) {
                console.printf(Locale.ROOT, "  %5.2f", manifest.getWordDrift().get(k));
            }
            console.println(
                    "  " + VisibleText.line(topics.label(k) + ": " + String.join(" ", model.topWords(k, number))));
        }
        topics.concepts()
                .forEach((name, concept) ->
                        console.println(VisibleText.line(name + ": " + explanation(model, name, concept))));
    }

    /** Prints a square of the topic's colour, where the terminal has colours. */
    private static void swatch(int topic, PrintWriter console) {
        int rgb = TopicColour.rgb(topic);
        if (Help.Ansi.AUTO.enabled()) {
            console.flush();
            Terminal.control(
                    System.out, "\u001b[38;2;%d;%d;%dm■\u001b[0m".formatted(rgb >> 16, rgb >> 8 & 255, rgb & 255));
        }
    }

    private static String explanation(TopicModel model, String name, Concept concept) {
        List<String> seeds = concept.getSeeds();
        try {
            var match = ConceptFinder.find(model, name, seeds, concept.getTopic());
            String remedy = " (`gumshoe topics seek --guided --concept " + ShellWord.of(name) + " --seeds "
                    + ShellWord.of(String.join(",", seeds)) + "`)";
            return match.explanation() + (match.fits() ? "" : remedy);
        } catch (BadInputException e) {
            return e.getMessage();
        }
    }
}
