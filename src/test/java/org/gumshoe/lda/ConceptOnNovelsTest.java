// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.gumshoe.Shared;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;
import org.gumshoe.text.words.Passages;
import org.gumshoe.text.words.Span;
import org.gumshoe.text.words.Words;
import org.junit.jupiter.api.Test;
import smile.validation.metric.AUC;

/**
 * A test on real novels: after one pass, a seeded topic separates detective novels from others.
 */
class ConceptOnNovelsTest {
    @Test
    void seededTopicSeparatesDetectiveBooks() throws IOException {
        Path shelf = Shared.novels();
        assumeThat(shelf.resolve("manifest.tsv"))
                .as("SKIPPED: the detective topic on 82 novels, because there is no directory %s", shelf)
                .exists();
        Map<String, String> labels = Files.readAllLines(shelf.resolve("manifest.tsv")).stream()
                .map(line -> line.split("\t"))
                .collect(Collectors.toMap(fields -> fields[0], fields -> fields[6]));
        Map<String, List<BagOfWords>> bags = new TreeMap<>();
        OnlineLda lda = new OnlineLda(
                LdaOptions.defaults(),
                List.of(new SeededTopic("detective", ConceptSeeds.DETECTIVE, SeededTopic.DEFAULT_PSEUDO_COUNT)));
        for (Path file : Books.find(shelf)) {
            Book book = Books.read(file);
            List<BagOfWords> passages = bags.computeIfAbsent(book.id(), id -> new ArrayList<>());
            for (Span passage : Passages.split(book.text(), 300)) {
                passages.add(BagOfWords.of(Words.tokens(passage.text())));
                lda.add(book.id(), passages.getLast(), Words.capitals(passage.text()));
            }
        }
        lda.flush();

        TopicModel model = lda.snapshot();
        ConceptMatch match = ConceptFinder.find(model, "detective", ConceptSeeds.DETECTIVE, null);

        List<String> judged =
                bags.keySet().stream().filter(id -> !labels.get(id).equals("?")).toList();
        double[] scores = judged.stream()
                .mapToDouble(id -> bags.get(id).stream()
                        .mapToDouble(bag -> model.proportions(bag)[match.topic()])
                        .average()
                        .orElse(0))
                .toArray();
        int[] truth = judged.stream()
                .mapToInt(id -> labels.get(id).equals("1") ? 1 : 0)
                .toArray();
        assertThat(AUC.of(truth, scores)).as(match.explanation()).isGreaterThan(.96);
    }
}
