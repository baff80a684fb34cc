// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.Statistics;
import org.gumshoe.steer.TextGroup;
import org.gumshoe.steer.TextSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.HashedRows;
import org.gumshoe.steer.shards.PassageSource;

/**
 * Shards of the books in one partition, as questions ask for them. Those of the latest concept are kept,
 * since the questions of a solution are about few.
 */
final class PartitionShards {
    /** One for each model, with and without words. */
    private static final int MOST = 4;

    /** What a shard depends on beside the books. */
    private record Asked(
            String concept,
            ModelRole role,
            String weak,
            String strong,
            List<Float> weakWords,
            List<Float> strongWords) {
        static Asked of(SteeringQuestion question) {
            return new Asked(
                    question.getConcept(),
                    ModelRole.find(question.getRole()).orElseThrow(),
                    question.getWeakReading(),
                    question.getStrongReading(),
                    question.getWeakWords(),
                    question.getStrongWords());
        }
    }

    private final PartitionSums sums;
    private final KeptScores scores;
    private final int partition;
    private final Set<String> used = new HashSet<>();
    private final Map<Asked, BookShard> kept = new HashMap<>();

    /** LDA scores of the books that either of two collections has. */
    private final Map<Set<String>, Map<String, Double>> ldaScores = new HashMap<>();

    PartitionShards(PartitionSums sums, KeptScores scores, int partition) {
        this.sums = sums;
        this.scores = scores;
        this.partition = partition;
    }

    /** Forgets the shards, since books or scores have changed. */
    void change() {
        kept.clear();
        ldaScores.clear();
    }

    /** Begins a solution: collections that the one before did not ask about leave the memory. */
    void begin() {
        if (!used.isEmpty()) {
            sums.retain(used);
            used.clear();
        }
    }

    /** Returns the collection of the books that a question asks about. */
    static String collection(SteeringQuestion question) {
        return collection(question, ModelRole.find(question.getRole()).orElseThrow());
    }

    private static String collection(SteeringQuestion question, ModelRole role) {
        return new SumKey(question.getConcept(), role.wireName(), reading(question, role), "").collection();
    }

    private static String reading(SteeringQuestion question, ModelRole role) {
        return role == ModelRole.WEAK ? question.getWeakReading() : question.getStrongReading();
    }

    private static float[] words(SteeringQuestion question, ModelRole role) {
        return FloatLists.array(role == ModelRole.WEAK ? question.getWeakWords() : question.getStrongWords());
    }

    /** Returns the shard that a question asks. */
    BookShard of(SteeringQuestion question) {
        Asked asked = Asked.of(question);
        BookShard known = kept.get(asked);
        if (known != null) {
            return known;
        }
        if (kept.size() >= MOST) {
            change();
        }
        BookShard made = of(question, asked.role);
        kept.put(asked, made);
        return made;
    }

    private BookShard of(SteeringQuestion question, ModelRole role) {
        ModelRole beside = role == ModelRole.WEAK ? ModelRole.STRONG : ModelRole.WEAK;
        Map<String, double[]> own = wordScores(question, role);
        Map<String, double[]> others = wordScores(question, beside);
        return of(question, role, own, others)
                .in(new BookShard.Surroundings(
                        ldaScores(question),
                        () -> scores.responsibilities(question.getConcept(), role),
                        of(question, beside, others, own),
                        texts(question, role),
                        ownTexts(question, role)));
    }

    private Map<String, Double> ldaScores(SteeringQuestion question) {
        return ldaScores.computeIfAbsent(
                Set.of(collection(question, ModelRole.WEAK), collection(question, ModelRole.STRONG)), either -> {
                    Map<String, Double> all = new LinkedHashMap<>();
                    for (ModelRole role : ModelRole.values()) {
                        books(question, role).books().forEach(book -> all.put(book.book(), book.score()));
                    }
                    return all;
                });
    }

    private HeldCollection books(SteeringQuestion question, ModelRole role) {
        String collection = collection(question, role);
        used.add(collection);
        return sums.of(collection);
    }

    private Map<TextGroup, TextSums> texts(SteeringQuestion question, ModelRole role) {
        Map<TextGroup, TextSums> texts = new EnumMap<>(TextGroup.class);
        for (TextGroup group : TextGroup.values()) {
            BookSum sum = textsOrNull(group, question, role);
            if (sum != null) {
                texts.put(group, new TextSums(BookParts.decode(sum), sum.getSurprise(), sum.getMeasured()));
            }
        }
        return texts;
    }

    private BookSum textsOrNull(TextGroup group, SteeringQuestion question, ModelRole role) {
        String concept = group.isSteered() ? question.getConcept() : "";
        return sums.get(new SumKey(concept, role.wireName(), reading(question, role), SumKey.texts(group, partition)));
    }

    private List<HashedRows.Row> ownTexts(SteeringQuestion question, ModelRole role) {
        BookSum texts = textsOrNull(TextGroup.UNSTEERED, question, role);
        if (texts == null || texts.getIndices().isEmpty()) {
            return List.of();
        }
        float[][] rows = BookParts.rows(texts);
        return IntStream.range(0, rows.length)
                .mapToObj(row -> new HashedRows.Row(texts.getIndices().get(row), rows[row]))
                .toList();
    }

    private Map<String, double[]> wordScores(SteeringQuestion question, ModelRole role) {
        return books(question, role).wordScores(words(question, role));
    }

    private BookShard of(
            SteeringQuestion question, ModelRole role, Map<String, double[]> words, Map<String, double[]> otherWords) {
        ModelRole beside = role == ModelRole.WEAK ? ModelRole.STRONG : ModelRole.WEAK;
        boolean withWords = words(question, role).length > 0;
        boolean withOthers = words(question, beside).length > 0;
        HeldCollection books = books(question, role);
        return BookShard.of(
                books.books().stream()
                        .map(book -> book.training()
                                .withWords(
                                        withWords ? mean(words.get(book.book())) : Double.NaN,
                                        withOthers ? mean(otherWords.get(book.book())) : Double.NaN))
                        .toList(),
                books,
                GroupMoments.BY_BOOK,
                passages(
                        collection(question, role),
                        books.passages(words, books.aligned(books(question, beside), otherWords))),
                new BookShard.Surroundings(Map.of(), Map::of, null));
    }

    private static double mean(double[] scoresOrNull) {
        return scoresOrNull == null ? Double.NaN : Statistics.mean(scoresOrNull);
    }

    /** Returns the passages, of which the moments are known. */
    private PassageSource passages(String collection, PassageSource plain) {
        return new PassageSource() {
            @Override
            public void forEach(PassageSource.PassageVisitor visitor) {
                plain.forEach(visitor);
            }

            @Override
            public void forEachOf(Predicate<String> wanted, PassageSource.PassageVisitor visitor) {
                plain.forEachOf(wanted, visitor);
            }

            @Override
            public void forEachPointer(PassageSource.PointerVisitor visitor) {
                plain.forEachPointer(visitor);
            }

            @Override
            public GroupMoments moments(int width, ToIntFunction<String> group) {
                return sums.moments(collection, width);
            }
        };
    }
}
