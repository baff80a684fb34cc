// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.bench.system.Verdict;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.HalfPrecision;

/** Comparison of what a rolling upgrade has committed with what was sent. */
final class RollingComparison {
    private static final List<Topic<?>> TOPICS = List.of(Topics.PASSAGES, Topics.ASSIGNMENTS, Topics.ACTIVATIONS);

    /** Of numbers in half precision, of any size. */
    private static final double TOLERANCE = 1e-3;

    private final CommittedRecords committed;
    private final RepeatedBooks books;
    private final int partitions;

    RollingComparison(CommittedRecords committed, RepeatedBooks books, int partitions) {
        this.committed = committed;
        this.books = books;
        this.partitions = partitions;
    }

    /** @param left what was under way when processes were replaced */
    List<Verdict> verdicts(List<String> left) {
        List<String> lost =
                books.sent().stream().filter(book -> !committed.isThrough(book)).toList();
        List<String> twice = new ArrayList<>();
        List<String> misplaced = new ArrayList<>();
        for (Topic<?> topic : TOPICS) {
            Map<String, SpecificRecord> before = new HashMap<>();
            for (var entry : committed.of(topic)) {
                String place = topic.name() + "/" + entry.key();
                SpecificRecord former = before.put(entry.key(), entry.value());
                if (former != null && !mayRepeat(topic, former, entry.value())) twice.add(place);
                if (BookPartitioner.partition(entry.key(), partitions) != entry.partition()) misplaced.add(place);
            }
        }
        List<String> different = different();
        return List.of(
                new Verdict(
                        "nothing is lost",
                        lost.isEmpty(),
                        lost + " of " + books.sent().size() + " books, " + counts() + "; " + String.join(", ", left)),
                new Verdict("nothing is double", twice.isEmpty(), twice.toString()),
                new Verdict("each record is where its key belongs", misplaced.isEmpty(), misplaced.toString()),
                new Verdict("both make the same of the same text", different.isEmpty(), different.toString()),
                new Verdict("there is no dead letter", committed.letters() == 0, committed.letters() + " letters"));
    }

    /** All passages are assigned once more when the topic model is read again, to the same. */
    private static boolean mayRepeat(Topic<?> topic, SpecificRecord one, SpecificRecord other) {
        return topic == Topics.ASSIGNMENTS && alike(List.of(one), List.of(other));
    }

    private String counts() {
        return TOPICS.stream()
                .map(topic -> committed.of(topic).size() + " " + topic.name())
                .toList()
                .toString();
    }

    private List<String> different() {
        List<String> different = new ArrayList<>();
        for (Topic<?> topic : TOPICS) {
            List<String> first = books.waves().getFirst();
            for (List<String> wave : books.waves()) {
                for (int i = 0; i < wave.size(); i++) {
                    var expected = committed.of(topic, first.get(i));
                    var actual = committed.of(topic, wave.get(i));
                    if (!alike(expected, actual)) different.add(topic.name() + "/" + wave.get(i));
                }
            }
        }
        return different;
    }

    private static boolean alike(List<SpecificRecord> expected, List<SpecificRecord> actual) {
        if (expected.size() != actual.size()) return false;
        for (int i = 0; i < expected.size(); i++) {
            double[] one = numbers(expected.get(i));
            double[] other = numbers(actual.get(i));
            if (one.length != other.length) return false;
            for (int j = 0; j < one.length; j++) {
                if (Math.abs(one[j] - other[j]) > TOLERANCE * Math.max(1, Math.abs(one[j]))) return false;
            }
        }
        return true;
    }

    /** Returns what a record says beside its key. */
    private static double[] numbers(SpecificRecord record) {
        return switch (record) {
            case Passage passage ->
                new double[] {
                    passage.getIndex(),
                    passage.getTotal(),
                    passage.getStart(),
                    passage.getText().hashCode(),
                    passage.getSampled() ? 1 : 0
                };
            case Assignment assignment ->
                assignment.getProportions().stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray();
            case Activation activation -> {
                float[] read = HalfPrecision.decode(activation.getPooled().getFirst());
                double[] numbers = new double[read.length + 1];
                for (int i = 0; i < read.length; i++) numbers[i] = read[i];
                numbers[read.length] = activation.getTokens();
                yield numbers;
            }
            default -> throw new IllegalStateException("no record of a book: " + record);
        };
    }
}
