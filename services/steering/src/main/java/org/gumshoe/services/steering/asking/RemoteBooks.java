// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.asking;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.OwnKey;

/**
 * Books in other processes: asked over two topics without transactions. Answers for them are given by the same
 * class at the other end.
 */
final class RemoteBooks implements AutoCloseable {
    /** After so long without all answers a question is sent once more. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** After so long a partition is taken to be gone: longer than it reads all its books. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final Settings settings;
    private final KafkaProducer<String, byte[]> producer;
    private final TopicTable<SteeringQuestion> questions;
    private volatile TopicTable<SteeringAnswer> answersOrNull;
    private SteeringQuestion asked;
    private final Map<Integer, SteeringAnswer> answers = new TreeMap<>();

    /** @param answerer gives the answers of the books here to a question, none for one of its own */
    RemoteBooks(Settings settings, Function<SteeringQuestion, List<SteeringAnswer>> answerer) {
        this.settings = settings;
        producer = Clients.producer(settings, (String) null);
        questions = TopicTable.following(
                settings,
                Topics.STEERING_QUESTIONS,
                (key, question) -> answerer.apply(question)
                        .forEach(answer -> producer.send(Topics.STEERING_ANSWERS.record(OwnKey.ANSWER, answer))));
    }

    /** Asks the partitions that the question names, and returns their answers; some may be missing. */
    synchronized Collection<SteeringAnswer> ask(SteeringQuestion question) throws InterruptedException {
        listen();
        asked = question;
        answers.clear();
        Set<Integer> wanted = new HashSet<>(question.getPartitions());
        long begun = System.nanoTime();
        for (long sent = 0; !answers.keySet().containsAll(wanted); ) {
            long now = System.nanoTime();
            if (now - begun >= PATIENCE.toNanos()) {
                break;
            }
            if (sent == 0 || now - sent >= AGAIN.toNanos()) {
                producer.send(Topics.STEERING_QUESTIONS.record(OwnKey.QUESTION, question));
                sent = now;
            }
            wait(1000);
        }
        asked = null;
        return List.copyOf(answers.values());
    }

    private void listen() throws InterruptedException {
        if (answersOrNull == null) {
            answersOrNull = TopicTable.following(settings, Topics.STEERING_ANSWERS, (key, answer) -> take(answer));
        }
        answersOrNull.awaitCaughtUp(CATCH_UP);
    }

    private synchronized void take(SteeringAnswer answer) {
        if (asked != null
                && answer.getSolution() == asked.getSolution()
                && answer.getNumber() == asked.getNumber()
                && answers.putIfAbsent(answer.getPartition(), answer) == null) {
            notifyAll();
        }
    }

    @Override
    public void close() {
        questions.close();
        TopicTable<SteeringAnswer> open = answersOrNull;
        if (open != null) {
            open.close();
        }
        producer.close(Duration.ofSeconds(1));
    }
}
