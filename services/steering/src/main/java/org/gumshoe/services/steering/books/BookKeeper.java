// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.PassageCount;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.topology.Punctuation;
import org.gumshoe.services.steering.asking.BookLine;
import org.gumshoe.services.steering.asking.OpenBooks;

/**
 * Processor that keeps the sums of the books in one partition, reports what has changed and opens them
 * to the questions of a solution. From its beginning to its end the sums stay as they are, so that all
 * answers are of the same books. That is in memory alone: whoever takes the partition over says so, and
 * the solver begins anew.
 */
public final class BookKeeper implements Processor<String, SpecificRecord, String, SpecificRecord> {
    /** Without a question for so long the solver is taken to be gone: longer than it computes. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final MemoryRoom room;
    private final BookLine line;
    private ProcessorContext<String, SpecificRecord> context;
    private PassageTables tables;
    private PartitionSums sums;
    private PartitionShards shards;
    private KeptScores scores;
    private QuestionAnswerer answerer;
    private KeyValueStore<String, Long> summed;
    private KeyValueStore<String, PassageCount> counts;
    private OpenBooks openOrNull;
    private long solution;
    private boolean announced;

    /**
     * @param room of what all partitions of the process keep in memory
     * @param line on which questions come
     */
    public BookKeeper(MemoryRoom room, BookLine line) {
        this.room = room;
        this.line = line;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        tables = new PassageTables(context);
        KeyValueStore<String, BookSum> kept = context.getStateStore(BookStores.SUMS);
        sums = new PartitionSums(kept, room);
        scores = new KeptScores(context);
        shards = new PartitionShards(sums, scores, context.taskId().partition());
        answerer = new QuestionAnswerer(sums, shards);
        summed = context.getStateStore(BookStores.SUMMED);
        counts = context.getStateStore(BookStores.COUNTS);
        try (KeyValueIterator<String, BookSum> any = kept.all()) {
            if (!any.hasNext()) {
                // the release before kept the sums of all books at its solver
                tables.changeAll(context.currentSystemTimeMs());
            }
        }
        line.listen();
        Punctuation.every(Duration.ofSeconds(1), context, "summing books", this::sumUnlessAsked);
    }

    @Override
    public void process(Record<String, SpecificRecord> entry) {
        if (entry.value() instanceof SteeringQuestion question) {
            take(question);
        } else {
            tables.put(entry.key(), entry.value(), entry.timestamp());
        }
    }

    @Override
    public void close() {
        end();
        if (sums != null) {
            sums.retain(Set.of());
        }
    }

    private void take(SteeringQuestion command) {
        long now = context.currentSystemTimeMs();
        switch (command.getKind()) {
            case "begin" -> begin(command.getSolution(), now);
            case "publish" -> {
                stopAnswering();
                scores.replace(command.getConcept(), command.getRole(), answerer.scores(command), now);
                context.commit();
            }
            case "end" -> end();
            default -> throw new IllegalArgumentException("unexpected " + command.getKind());
        }
    }

    private void begin(long number, long now) {
        end();
        sumChanged(now);
        shards.begin();
        solution = number;
        OpenBooks open = new OpenBooks(
                context.taskId().partition(),
                number,
                ThreadLocalRandom.current().nextLong(),
                answerer::answer);
        openOrNull = open;
        line.open(open);
        announce(open, now);
    }

    /** Tells the solver that the books are in these hands, or open to it. */
    private void announce(OpenBooks booksOrNull, long now) {
        announced = true;
        send(
                QuestionAnswerer.empty()
                        .setPartition(context.taskId().partition())
                        .setSolution(booksOrNull == null ? 0 : solution)
                        .setState(booksOrNull == null ? 0 : booksOrNull.state())
                        .build(),
                now);
        // the solver waits for it, and sees it once it is committed
        context.commit();
    }

    private void stopAnswering() {
        if (openOrNull != null) {
            line.close(openOrNull);
        }
    }

    private void end() {
        stopAnswering();
        if (openOrNull != null) {
            openOrNull = null;
            shards.change();
        }
    }

    private void sumUnlessAsked(long now) {
        if (!announced) {
            announce(null, now);
        }
        if (openOrNull != null && System.nanoTime() - openOrNull.askedAt() >= PATIENCE.toNanos()) {
            end();
        }
        if (openOrNull == null) {
            sumChanged(now);
        }
    }

    private void sumChanged(long now) {
        ChangeReport report = new ChangeReport(context.taskId().partition(), counts);
        tables.sumChanged((book, present) -> replace(book, present, report, now));
        report.records().forEach(changes -> send(changes, now));
    }

    /** Replaces the sums of a book, and removes those that it no longer has. */
    private void replace(String book, Map<String, BookSum> present, ChangeReport report, long now) {
        shards.change();
        present.forEach((key, sum) -> {
            replace(book, SumKey.parse(key), sum, report, now);
            summed.put(book + "#" + key, now);
        });
        for (String former : PassageTables.read(summed, book).keySet()) {
            String key = former.substring(book.length() + 1);
            if (!present.containsKey(key)) {
                replace(book, SumKey.parse(key), null, report, now);
                summed.delete(former);
            }
        }
    }

    private void replace(String book, SumKey key, BookSum after, ChangeReport report, long now) {
        BookSum before = sums.get(key);
        if (after == null ? before != null : !after.equals(before)) {
            report.note(key, before, after, readBy(book, key, after), now);
            sums.put(key, before, after);
        }
    }

    /** Returns the other readings of a role that have the same passages of a book. */
    private List<String> readBy(String book, SumKey key, BookSum after) {
        return after == null || key.isOfGeneratedTexts()
                ? List.of()
                : PassageTables.read(summed, book).keySet().stream()
                        .map(former -> SumKey.parse(former.substring(book.length() + 1)))
                        .filter(other -> other.concept().equals(key.concept())
                                && other.role().equals(key.role())
                                && other.part().equals(key.part())
                                && !other.reading().equals(key.reading()))
                        .filter(other -> sums.get(other).getArrived() == after.getArrived())
                        .map(SumKey::reading)
                        .toList();
    }

    private void send(SpecificRecord record, long now) {
        context.forward(new Record<>(Integer.toString(context.taskId().partition()), record, now), BookStores.REPORTED);
    }
}
