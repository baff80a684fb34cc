// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.asking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.config.Settings;

/**
 * Line from the solver to the books of all partitions. Those in the same process are asked directly, the
 * others over Kafka. An answer is a function of the question and of books that stay as they are, so
 * neither is part of a transaction: both may be lost, or come twice.
 */
public final class BookLine implements AutoCloseable {
    private final int partitions;
    private final Optional<Settings> settings;
    private final Map<Integer, OpenBooks> here = new ConcurrentHashMap<>();
    private RemoteBooks elsewhereOrNull;

    private BookLine(int partitions, Optional<Settings> settings) {
        this.partitions = partitions;
        this.settings = settings;
    }

    /** Makes the line of one of several processes. */
    public static BookLine over(Settings settings) {
        return new BookLine(settings.partitions(), Optional.of(settings));
    }

    /** Makes the line within a process that has all partitions. */
    public static BookLine within(int partitions) {
        return new BookLine(partitions, Optional.empty());
    }

    /** Number of partitions of the books. */
    public int partitions() {
        return partitions;
    }

    /** Begins to listen to questions from other processes. */
    public void listen() {
        settings.ifPresent(this::elsewhere);
    }

    private synchronized RemoteBooks elsewhere(Settings own) {
        if (elsewhereOrNull == null) {
            elsewhereOrNull = new RemoteBooks(own, this::answerHere);
        }
        return elsewhereOrNull;
    }

    public void open(OpenBooks books) {
        here.put(books.partition(), books);
    }

    /** Waits until no question about the books is being answered. */
    public void close(OpenBooks books) {
        here.remove(books.partition(), books);
        books.close();
    }

    private List<SteeringAnswer> answerHere(SteeringQuestion question) {
        // a list is halved evenly, the table of a map is not: then one core would ask them all
        List<OpenBooks> asked = here.values().stream()
                .filter(books -> question.getPartitions().contains(books.partition()))
                .toList();
        return asked.parallelStream()
                .flatMap(books -> books.answer(question).stream())
                .toList();
    }

    /**
     * Asks all partitions, and waits.
     *
     * @return their answers, in the order of partitions; some are missing where nobody answers
     */
    public List<SteeringAnswer> ask(SteeringQuestion question) throws InterruptedException {
        Map<Integer, SteeringAnswer> answers = new TreeMap<>();
        List<Integer> missing =
                new ArrayList<>(IntStream.range(0, partitions).boxed().toList());
        question.setPartitions(List.copyOf(missing));
        for (SteeringAnswer answer : answerHere(question)) {
            answers.put(answer.getPartition(), answer);
            missing.remove((Integer) answer.getPartition());
        }
        if (!missing.isEmpty() && settings.isPresent()) {
            question.setPartitions(missing);
            elsewhere(settings.get())
                    .ask(question)
                    .forEach(answer -> answers.putIfAbsent(answer.getPartition(), answer));
        }
        return List.copyOf(answers.values());
    }

    @Override
    public synchronized void close() {
        if (elsewhereOrNull != null) {
            elsewhereOrNull.close();
            elsewhereOrNull = null;
        }
    }
}
