// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.served;

import java.time.Duration;
import java.util.function.Function;
import org.gumshoe.BadInputException;

/**
 * Server that is asked again after passing trouble, with growing pauses, and not before it has passed the
 * trial once more: it may have come back with another model. What it refuses is the text's fault only
 * while it passes the trial.
 *
 * @param timeout limit of all attempts together
 */
record PatientServer(ModelServer server, ModelTrial trial, Duration timeout) {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /**
     * Returns what the server answers.
     *
     * @param question given the time that is left
     * @throws BadInputException when the server refuses this text, but reads others
     * @throws ServerTrouble when it does not answer as it should
     */
    <T> T ask(Function<Duration, T> question) {
        long end = System.nanoTime() + timeout.toNanos();
        ServerTrouble last = null;
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt > 1) {
                    trial.run(server, left(end));
                }
                return question.apply(left(end));
            } catch (BadInputException refusal) {
                trial.run(server, left(end));
                throw refusal;
            } catch (ServerTrouble trouble) {
                if (last != null && System.nanoTime() - end >= 0) {
                    // that there was no time left for another attempt says nothing of the server
                    throw last;
                }
                last = trouble;
                Duration pause = longer(trouble.wish(), FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
                if (!trouble.isPassing() || attempt == ATTEMPTS || pause.compareTo(left(end)) >= 0) {
                    throw trouble;
                }
                pause(pause, trouble);
            }
        }
    }

    private static Duration left(long end) {
        return longer(Duration.ofMillis(1), Duration.ofNanos(end - System.nanoTime()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static void pause(Duration pause, ServerTrouble trouble) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw trouble;
        }
    }
}
