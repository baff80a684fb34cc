// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gumshoe.eval.Content;
import org.gumshoe.eval.JudgeExamples;
import org.gumshoe.eval.Judges;
import org.gumshoe.eval.TextJudge;
import org.gumshoe.text.Book;
import org.gumshoe.text.BrownCorpus;

/** Judges trained on people's labels of the experiment's books and of the Brown corpus. They share nothing with the pipeline. */
final class TextJudging implements Teller.Judging {
    private static final int PER_BOOK = 60;

    private final Judges judges;
    private final Content content;

    private TextJudging(Judges judges, Content content) {
        this.judges = judges;
        this.content = content;
    }

    /**
     * @param corpus its label is the concept; Brown's mysteries are positive too when the concept is the detective story
     * @param masked words that the masked judge does not see
     */
    static TextJudging train(Corpus corpus, Path brown, boolean isDetective, List<String> masked, Content content) {
        List<Book> brownTexts = BrownCorpus.all(brown);
        List<TextJudge.Example> story = new ArrayList<>(JudgeExamples.brownFiction(brownTexts));
        List<TextJudge.Example> concept =
                new ArrayList<>(isDetective ? JudgeExamples.brownMystery(brownTexts) : List.of());
        boolean isBrown = corpus.books().getFirst().id().startsWith("brown_");
        for (Corpus.Labelled book : isBrown ? List.<Corpus.Labelled>of() : corpus.books()) {
            if (book.fiction()) {
                story.addAll(JudgeExamples.of(book.text(), true, book.author(), PER_BOOK / 4));
            }
            if (book.positive() != null && (book.fiction() || book.positive())) {
                concept.addAll(JudgeExamples.of(book.text(), book.positive(), book.author(), PER_BOOK));
            }
        }
        return new TextJudging(Judges.train(story, concept, Set.copyOf(masked), 1), content);
    }

    Results.JudgeQuality quality() {
        TextJudge.Quality story = judges.story().quality();
        TextJudge.Quality detective = judges.detective().quality();
        return new Results.JudgeQuality(story.auc(), detective.auc(), story.texts(), detective.texts());
    }

    @Override
    public double story(String text) {
        return judges.story(text);
    }

    @Override
    public double detective(String text) {
        return judges.detective(text);
    }

    @Override
    public boolean content(String text) {
        return content.isIn(text);
    }
}
