// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.CorpusReader;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.TopicModel;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands say alike. */
public final class LdaOutput {
    private LdaOutput() {}

    /** Reads books and says how many; a book that cannot be read is named on the error stream. */
    static List<Document> read(Path directory, int words, CommandSpec spec) {
        List<Document> passages = CorpusReader.read(
                directory, words, trouble -> spec.commandLine().getErr().println("gumshoe: left out: " + trouble));
        long books = passages.stream().map(Document::book).distinct().count();
        long tokens = passages.stream().mapToLong(p -> p.bag().total()).sum();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%d %s, %,d passages, %,d words without stop words%n",
                        books,
                        books == 1 ? "book" : "books",
                        passages.size(),
                        tokens);
        return passages;
    }

    static List<BagOfWords> bags(List<Document> passages) {
        return passages.stream().map(Document::bag).toList();
    }

    /** A line a topic: its number, share of all words, and most telling words. */
    public static void topics(TopicModel model, int words, PrintWriter screen) {
        for (int k = 0; k < model.topics(); k++) {
            String name = k < model.seededConcepts().size()
                            && !model.seededConcepts().get(k).isEmpty()
                    ? " [" + model.seededConcepts().get(k) + "]"
                    : "";
            screen.printf(
                    Locale.ROOT,
                    "%4d %5.1f %%%s  %s%n",
                    k,
                    100 * model.share(k),
                    name,
                    String.join(" ", model.topWords(k, words)));
        }
    }
}
