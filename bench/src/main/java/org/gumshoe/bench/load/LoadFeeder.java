// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.load;

import java.util.Random;
import org.gumshoe.bench.system.MadeUpBooks;
import org.gumshoe.bench.system.SystemClient;

/**
 * Feeder of a run: sends books and story requests when they are due, whether or not the system has
 * kept up.
 */
final class LoadFeeder {
    private static final String[] ARMS = {"unsteered", "translated", "refined"};
    private static final String[] SYLLABLES = {"ba", "de", "fi", "go", "lu", "ka", "me", "ni", "po", "ru"};
    private static final int LEXICON = 5000;

    private final SystemClient client;
    private final LoadOptions options;
    private final Random random = new Random(1);
    private final RollingBooks rolling;
    private long mostLate;

    /**
     * What was sent.
     *
     * @param mostLateMillis how late the feeder itself has been
     */
    record Sent(long books, long onTheShelf, long stories, long mostLateMillis) {}

    LoadFeeder(SystemClient client, LoadOptions options) {
        this.client = client;
        this.options = options;
        rolling = new RollingBooks(options.books(), random);
    }

    /** Feeds until the time is over, and returns when all that was sent is in its topics. */
    Sent feed(long begin) throws InterruptedException {
        Schedule books = new Schedule(options.times() * DemoPace.BOOKS_A_MINUTE);
        Schedule stories = new Schedule(options.times() * DemoPace.STORIES_A_MINUTE);
        long book = 0;
        long story = 0;
        while (Math.min(books.due(book), stories.due(story)) < options.millis()) {
            boolean isBook = books.due(book) <= stories.due(story);
            await(begin + (isBook ? books.due(book) : stories.due(story)));
            if (isBook) sendBook(book++);
            else
                client.requestStory(
                        "story%06d".formatted(story), ARMS[(int) (story++ % ARMS.length)], DemoPace.TOKENS_OF_A_STORY);
            client.requireSent();
        }
        client.flush();
        return new Sent(book, rolling.size(), story, mostLate);
    }

    private void await(long due) throws InterruptedException {
        long wait = due - System.currentTimeMillis();
        mostLate = Math.max(mostLate, -wait);
        if (wait > 0) Thread.sleep(wait);
    }

    private void sendBook(long number) {
        RollingBooks.Step step = rolling.next();
        int sentences = DemoPace.WORDS_OF_A_BOOK / MadeUpBooks.WORDS_OF_A_SENTENCE;
        client.sendBook(step.sent(), MadeUpBooks.text(number % 3 == 0, sentences, random, this::word));
        step.withdrawn().ifPresent(client::withdrawBook);
    }

    /** Draws a word by Zipf's law, as a text does. */
    private String word() {
        StringBuilder word = new StringBuilder("x");
        for (int rest = (int) Math.pow(LEXICON, random.nextDouble()); rest > 0; rest /= SYLLABLES.length) {
            word.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return word.toString();
    }
}
