// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.lda;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.gumshoe.VisibleText;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.Document;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.lda.files.CorpusReader;
import picocli.CommandLine.Model.CommandSpec;

/** Output that several topic model commands share. */
public final class LdaOutput {
    private LdaOutput() {}

    /**
     * Reads books and prints how many there are; a book that cannot be read is reported on the
     * error stream.
     */
    static List<Document> read(Path directory, int words, CommandSpec spec) {
        List<Document> passages = CorpusReader.read(
                directory,
                words,
                error -> spec.commandLine().getErr().println("gumshoe: left out: " + VisibleText.line(error)));
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

    /**
     * Prints a line for each topic: its number, its share of all words, and its most characteristic
     * words.
     */
    public static void topics(TopicModel model, int words, PrintWriter console) {
        for (int k = 0; k < model.topics(); k++) {
            String name = k < model.seededConcepts().size()
                            && !model.seededConcepts().get(k).isEmpty()
                    ? " [" + model.seededConcepts().get(k) + "]"
                    : "";
            console.printf(
                    Locale.ROOT,
                    "%4d %5.1f %%%s  %s%n",
                    k,
                    100 * model.share(k),
                    VisibleText.line(name),
                    VisibleText.line(String.join(" ", model.topWords(k, words))));
        }
    }
}
