// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.steer.BookSums;
import org.gumshoe.steer.probe.GroupMoments;
import org.gumshoe.steer.shards.BookShard;
import org.gumshoe.steer.shards.TrainingBook;

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
    private final String generatedName;
    private final Set<String> used = new HashSet<>();
    private final Map<Asked, BookShard> kept = new HashMap<>();

    /** @param generatedName under which generated texts are summed */
    PartitionShards(PartitionSums sums, KeptScores scores, String generatedName) {
        this.sums = sums;
        this.scores = scores;
        this.generatedName = generatedName;
    }

    /** Forgets the shards, since books or scores have changed. */
    void change() {
        kept.clear();
    }

    /** Begins a solution: collections that the one before did not ask about leave the memory. */
    void begin() {
        sums.retain(used);
        used.clear();
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
            kept.clear();
        }
        BookShard made = of(question, asked.role);
        kept.put(asked, made);
        return made;
    }

    private BookShard of(SteeringQuestion question, ModelRole role) {
        ModelRole beside = role == ModelRole.WEAK ? ModelRole.STRONG : ModelRole.WEAK;
        Map<String, Double> own = wordScores(question, role);
        Map<String, Double> others = wordScores(question, beside);
        return of(question, role, own, others)
                .in(new BookShard.Surroundings(
                        ldaScores(question),
                        scores.responsibilities(question.getConcept(), role),
                        of(question, beside, others, own),
                        generated("", question, role),
                        generated(question.getConcept(), question, role)));
    }

    private Map<String, Double> ldaScores(SteeringQuestion question) {
        Map<String, Double> all = new TreeMap<>();
        for (ModelRole role : ModelRole.values()) {
            books(question, role).forEach(book -> all.put(book.training().book(), book.score()));
        }
        return all;
    }

    private Collection<PartitionSums.HeldBook> books(SteeringQuestion question, ModelRole role) {
        String collection = collection(question, role);
        used.add(collection);
        return sums.books(collection);
    }

    private BookSums generated(String concept, SteeringQuestion question, ModelRole role) {
        BookSum texts = sums.get(new SumKey(concept, role.wireName(), reading(question, role), generatedName));
        return texts == null ? null : BookParts.decode(texts);
    }

    /** Returns the mean word score of each book; none where words do not count. */
    private Map<String, Double> wordScores(SteeringQuestion question, ModelRole role) {
        float[] readOut = words(question, role);
        Map<String, Double> means = new HashMap<>();
        if (readOut.length > 0) {
            sums.forEachBook(collection(question, role), parts -> {
                double sum = 0;
                double[] scores = parts.wordScores(readOut);
                for (double score : scores) {
                    sum += score;
                }
                means.put(parts.book(), sum / scores.length);
            });
        }
        return means;
    }

    private BookShard of(
            SteeringQuestion question, ModelRole role, Map<String, Double> words, Map<String, Double> otherWords) {
        String collection = collection(question, role);
        return BookShard.of(
                books(question, role).stream()
                        .map(book -> withWords(book.training(), words, otherWords))
                        .toList(),
                sums.allLayers(collection),
                GroupMoments.BY_BOOK,
                passages(collection, words(question, role)),
                new BookShard.Surroundings(Map.of(), Map.of(), null));
    }

    private static TrainingBook withWords(
            TrainingBook book, Map<String, Double> words, Map<String, Double> otherWords) {
        return new TrainingBook(
                book.book(),
                book.group(),
                book.count(),
                book.sum(),
                book.sumZ(),
                book.sumZx(),
                words.getOrDefault(book.book(), Double.NaN),
                otherWords.getOrDefault(book.book(), Double.NaN));
    }

    private BookShard.PassageSource passages(String collection, float[] readOut) {
        return new BookShard.PassageSource() {
            @Override
            public void forEach(BookShard.PassageVisitor visitor) {
                sums.forEachBook(collection, parts -> {
                    float[][] rows = parts.rows();
                    double[] words = parts.wordScores(readOut);
                    for (int i = 0; i < rows.length; i++) {
                        visitor.see(parts.book(), rows[i], parts.scores().get(i), words[i]);
                    }
                });
            }

            @Override
            public GroupMoments moments(int width, ToIntFunction<String> group) {
                return sums.moments(collection, width);
            }
        };
    }
}
