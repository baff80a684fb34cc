// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
 * Trained judges of generated texts: the story judge on the Brown corpus and the books, the judge
 * of the concept on the books, or on Brown when it is the corpus. They share neither features nor
 * models with the pipeline.
 */
final class JudgeTraining implements AutoCloseable {
    /** Texts of 150 words from each Brown text, for the story judge. */
    private static final int STORY = 6;

    /** Texts of 150 words from each book, for the judge of the concept. */
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
     * Trains the judges. Real passages are judged by judges that have not seen their authors ({@link #withoutAuthor}).
     *
     * @param corpus its labels define the concept
     * @param masked words that the masked judge does not see
     */
    static JudgeTraining train(ExperimentConfig config, Corpus corpus, Set<String> masked) {
        List<Book> brown = BrownCorpus.all(config.brown());
        List<TextJudge.Example> story = new ArrayList<>(JudgeExamples.brownFiction(brown, STORY));
        boolean isBrown = config.books().isBrown();
        List<TextJudge.Example> concept = new ArrayList<>(isBrown ? JudgeExamples.brownMystery(brown, 0) : List.of());
        for (Corpus.Labelled book : isBrown ? List.<Corpus.Labelled>of() : corpus.books()) {
            story.addAll(JudgeExamples.of(book.text(), book.fiction(), book.author(), "books", 5 * STORY));
            if (book.positive() != null && (book.fiction() || book.positive())) {
                concept.addAll(JudgeExamples.of(book.text(), book.positive(), book.author(), "books", CONCEPT));
            }
        }
        SentenceEncoder encoder = new SentenceEncoder(config.encoder());
        EncodingCache encodings = new EncodingCache(
                config.cache().resolve("encodings-" + Precision.ofThisMachine().ofActivations() + ".bin"),
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

    /** Returns the sentence encoder, which the pipeline does not use. */
    Function<String, float[]> encoder() {
        return encodings;
    }

    /** Returns the verdict on a text that a model has written. */
    StoryJudges.Verdict verdict(String text) {
        return judges.verdict(text);
    }

    /** Returns the verdict on a text of a book, by judges that have seen none of its author's books. */
    StoryJudges.Verdict withoutAuthor(String text, String author) {
        return judges.withoutAuthor(text, author);
    }

    /**
     * Returns whether a text holds words of the concept's content; null when they are not given.
     */
    Boolean content(String text) {
        return contentOrNull == null ? null : contentOrNull.isIn(text);
    }

    @Override
    public void close() {
        encodings.close();
        encoder.close();
    }
}
