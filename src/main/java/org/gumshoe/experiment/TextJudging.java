// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gumshoe.eval.Content;
import org.gumshoe.eval.EncodingCache;
import org.gumshoe.eval.JudgeExamples;
import org.gumshoe.eval.Judges;
import org.gumshoe.eval.SentenceEncoder;
import org.gumshoe.eval.TextJudge;
import org.gumshoe.text.Book;
import org.gumshoe.text.BrownCorpus;

/** Judges trained on people's labels of the experiment's books and of the Brown corpus. They share nothing with the pipeline. */
final class TextJudging implements Teller.Judging, AutoCloseable {
    private static final int PER_BOOK = 60;

    private final Judges judges;
    private final Content content;
    private final SentenceEncoder encoder;

    private TextJudging(Judges judges, Content content, SentenceEncoder encoder) {
        this.encoder = encoder;
        this.judges = judges;
        this.content = content;
    }

    /**
     * @param corpus its label is the concept; Brown's mysteries are positive too when the concept is the detective story
     * @param masked words that the masked judge does not see
     */
    static TextJudging train(Plan plan, Corpus corpus, List<String> masked, Content content) {
        List<Book> brown = BrownCorpus.all(plan.brown());
        List<TextJudge.Example> story = new ArrayList<>(JudgeExamples.brownFiction(brown, 0));
        List<TextJudge.Example> concept =
                new ArrayList<>(plan.concept().equals("detective") ? JudgeExamples.brownMystery(brown, 0) : List.of());
        boolean isBrown = plan.books().directory() == null;
        for (Corpus.Labelled book : isBrown ? List.<Corpus.Labelled>of() : corpus.books()) {
            story.addAll(JudgeExamples.of(book.text(), book.fiction(), book.author(), "books", PER_BOOK / 3));
            if (book.positive() != null && (book.fiction() || book.positive())) {
                concept.addAll(JudgeExamples.of(book.text(), book.positive(), book.author(), "books", PER_BOOK));
            }
        }
        SentenceEncoder encoder = new SentenceEncoder(plan.encoder());
        EncodingCache cache =
                new EncodingCache(plan.cache().resolve("encodings.bin"), encoder.width(), encoder::encode);
        return new TextJudging(Judges.train(story, concept, Set.copyOf(masked), cache, 1), content, encoder);
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

    @Override
    public void close() {
        encoder.close();
    }
}
