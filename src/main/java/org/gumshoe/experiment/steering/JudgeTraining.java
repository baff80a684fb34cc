// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gumshoe.eval.judge.ContentWords;
import org.gumshoe.eval.judge.JudgeExamples;
import org.gumshoe.eval.judge.StoryJudges;
import org.gumshoe.eval.judge.TextJudge;
import org.gumshoe.experiment.cache.EncodingCache;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.lm.SentenceEncoder;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.text.Book;
import org.gumshoe.text.BrownCorpus;

/**
 * Judges trained on people's labels: the story judge on the Brown corpus and the books, the
 * concept's on the books (or on Brown when it is the shelf). They share nothing with the pipeline.
 */
final class JudgeTraining implements AutoCloseable {
    /**
     * Texts of 150 words: of a Brown text for the story judge, and of a book for the concept's,
     * whose words learn from many.
     */
    private static final int STORY = 6;

    private static final int CONCEPT = 120;

    private final StoryJudges judges;
    private final ContentWords contentOrNull;
    private final SentenceEncoder encoder;
    private final EncodingCache encodings;

    private JudgeTraining(
            StoryJudges judges, ContentWords contentOrNull, SentenceEncoder encoder, EncodingCache encodings) {
        this.judges = judges;
        this.contentOrNull = contentOrNull;
        this.encoder = encoder;
        this.encodings = encodings;
    }

    /**
     * @param corpus its label is the concept
     * @param masked words that one of the judges must not look at
     */
    static JudgeTraining train(ExperimentConfig config, Corpus corpus, Set<String> masked) {
        List<Book> brown = BrownCorpus.all(config.brown());
        List<TextJudge.Example> story = new ArrayList<>(JudgeExamples.brownFiction(brown, STORY));
        boolean isBrown = config.books().directory() == null;
        List<TextJudge.Example> concept = new ArrayList<>(isBrown ? JudgeExamples.brownMystery(brown, 0) : List.of());
        for (Corpus.Labelled book : isBrown ? List.<Corpus.Labelled>of() : corpus.books()) {
            story.addAll(JudgeExamples.of(book.text(), book.fiction(), book.author(), "books", 5 * STORY));
            if (book.positive() != null && (book.fiction() || book.positive())) {
                concept.addAll(JudgeExamples.of(book.text(), book.positive(), book.author(), "books", CONCEPT));
            }
        }
        SentenceEncoder encoder = new SentenceEncoder(config.encoder());
        EncodingCache encodings = new EncodingCache(
                config.cache().resolve("encodings-" + Precision.ofThisMachine() + ".bin"),
                encoder.width(),
                encoder::encode);
        StoryJudges judges = StoryJudges.train(story, concept, masked, encodings, 1);
        return new JudgeTraining(judges, config.contentOrNull(), encoder, encodings);
    }

    ExperimentResults.JudgeQuality quality() {
        TextJudge.Quality story = judges.story().quality();
        TextJudge.Quality detective = judges.detective().quality();
        return new ExperimentResults.JudgeQuality(
                story.auc(), detective.auc(), judges.masked().quality().auc(), story.texts(), detective.texts());
    }

    /** Probability of a story. */
    double story(String text) {
        return judges.story(text);
    }

    /** Probability of a text of the concept, among fiction. */
    double detective(String text) {
        return judges.detective(text);
    }

    /** As {@link #detective}, blind for the masked words. */
    double masked(String text) {
        return judges.masked(text);
    }

    /** Whether a text has words of the concept's content; null when nobody said which they are. */
    Boolean content(String text) {
        return contentOrNull == null ? null : contentOrNull.isIn(text);
    }

    @Override
    public void close() {
        encodings.close();
        encoder.close();
    }
}
