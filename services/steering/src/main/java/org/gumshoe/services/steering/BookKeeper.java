// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

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
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.common.topology.Punctuation;

/**
 * Processor that keeps the sums of the books in one partition, reports what has changed and answers
 * questions about them. From the first question of a solution to its end the sums stay as they are, so
 * that all answers are of the same books. That is in memory alone: whoever takes the partition over
 * answers with another state, and the solver begins anew.
 */
final class BookKeeper implements Processor<String, SpecificRecord, String, SpecificRecord> {
    /** Without a question for so long the solver is taken to be gone: longer than it computes. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Number of no solution. */
    private static final long NONE = -1;

    private final MemoryRoom room;
    private ProcessorContext<String, SpecificRecord> context;
    private PassageTables tables;
    private PartitionSums sums;
    private PartitionShards shards;
    private KeptScores scores;
    private QuestionAnswerer answerer;
    private KeyValueStore<String, Long> summed;
    private KeyValueStore<String, PassageCount> counts;
    private long solution = NONE;
    private long state;
    private long askedAt;
    private SteeringAnswer latest;

    /** @param room of what all partitions of the process keep in memory */
    BookKeeper(MemoryRoom room) {
        this.room = room;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> processorContext) {
        context = processorContext;
        tables = new PassageTables(context);
        KeyValueStore<String, BookSum> kept = context.getStateStore(SteeringTopology.SUMS);
        sums = new PartitionSums(kept, room);
        scores = new KeptScores(context);
        shards = new PartitionShards(
                sums, scores, GeneratedTexts.id("") + context.taskId().partition());
        answerer = new QuestionAnswerer(sums, shards);
        summed = context.getStateStore(SteeringTopology.SUMMED);
        counts = context.getStateStore(SteeringTopology.COUNTS);
        try (KeyValueIterator<String, BookSum> any = kept.all()) {
            if (!any.hasNext()) {
                // the release before kept the sums of all books at its solver
                tables.changeAll(context.currentSystemTimeMs());
            }
        }
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
        if (sums != null) {
            sums.retain(Set.of());
        }
    }

    private void take(SteeringQuestion question) {
        long now = context.currentSystemTimeMs();
        askedAt = now;
        switch (question.getKind()) {
            case "begin", "ask" -> {
                begin(question.getSolution(), now);
                if (latest == null || latest.getNumber() != question.getNumber()) {
                    latest = answerer.answer(question);
                    latest.setPartition(context.taskId().partition());
                    latest.setState(state);
                }
                send(latest, now);
                // the next question waits for this answer, which is visible once it is committed
                context.commit();
            }
            case "publish" -> {
                scores.replace(question.getConcept(), question.getRole(), answerer.scores(question), now);
                shards.change();
            }
            case "end" -> end();
            default -> throw new IllegalArgumentException("unexpected " + question.getKind());
        }
    }

    private void begin(long number, long now) {
        if (number != solution) {
            sumChanged(now);
            shards.begin();
            solution = number;
            latest = null;
            state = ThreadLocalRandom.current().nextLong();
        }
    }

    private void end() {
        solution = NONE;
        latest = null;
    }

    private void sumUnlessAsked(long now) {
        if (solution != NONE && now - askedAt >= PATIENCE.toMillis()) {
            end();
        }
        if (solution == NONE) {
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
        context.forward(
                new Record<>(Integer.toString(context.taskId().partition()), record, now), SteeringTopology.ANSWERED);
    }
}
