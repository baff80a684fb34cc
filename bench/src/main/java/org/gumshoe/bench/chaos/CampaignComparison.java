// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.bench.system.Verdict;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.GeneratedTexts;

/**
 * CampaignComparison of a run with faults and an uninterrupted one. The topic model and what is made of a
 * single passage must be equal to the bit. Sums of many passages are added in the order in which two
 * models have read them, so that map, vectors and scores are equal up to rounding. The null of the
 * stitch map pairs passages by their arrival; only its presence is compared.
 */
final class CampaignComparison {
    private static final double TOLERANCE = 1e-4;

    /** Dead letters are counted apart; instances ask each other only while partitions lie with another one. */
    private static final List<Topic<?>> NOT_COMPARED =
            List.of(Topics.DEAD_LETTERS, Topics.STEERING_QUESTIONS, Topics.STEERING_ANSWERS);

    /** Topics that hold one record for each cause; the others publish versions as the clock has it. */
    private static final List<Topic<?>> ONCE =
            List.of(Topics.BOOKS, Topics.PASSAGES, Topics.CONCEPTS, Topics.ACTIVATIONS, Topics.STORY_REQUESTS);

    /** Metrics of stories whose text depends on the vector of the moment, or of a vector and the one before. */
    private static final Pattern OF_THE_MOMENT =
            Pattern.compile(".*\\|((perplexity|notion-share|distinct-2)\\|translated"
                    + "|(cosine-to-previous|freshness|stability)\\|.*)");

    private final Snapshot expected;
    private final Snapshot actual;
    private final List<Verdict> verdicts = new ArrayList<>();

    private CampaignComparison(Snapshot expected, Snapshot actual) {
        this.expected = expected;
        this.actual = actual;
    }

    static List<Verdict> of(Snapshot reference, Snapshot chaos) {
        CampaignComparison comparison = new CampaignComparison(reference, chaos);
        comparison.compareTopicModel();
        comparison.compareValues();
        comparison.compareCounts();
        comparison.compareStories();
        comparison.verdicts.add(LetterComparison.of(chaos.garbage(), chaos.letters()));
        return comparison.verdicts;
    }

    private void verdict(String what, boolean holds, String detail) {
        verdicts.add(new Verdict(what, holds, detail));
    }

    private void compareTopicModel() {
        verdict(
                "learner's log: the same passages in the same order, each once",
                actual.learned().equals(expected.learned())
                        && new HashSet<>(actual.learned()).size()
                                == actual.learned().size(),
                "%d and %d records"
                        .formatted(expected.learned().size(), actual.learned().size()));
        var before = (TopicModelManifest) expected.rows().get("topic-model").get(Topics.MANIFEST);
        var after = (TopicModelManifest) actual.rows().get("topic-model").get(Topics.MANIFEST);
        String of = after == null ? "none" : after.getDigest();
        verdict(
                "topic model: digest of a learner over the same log",
                of.equals(actual.digest()),
                of + " and " + actual.digest());
        verdict(
                "topic model: digest of the uninterrupted run",
                before != null && of.equals(before.getDigest()),
                of + " and " + (before == null ? "none" : before.getDigest()));
    }

    private void compareValues() {
        compare(
                "topic model: words",
                Topics.TOPIC_MODEL,
                0,
                row -> row instanceof TopicModelRow words ? doubles(words.getLambda()) : List.of());
        compare("assignments", Topics.ASSIGNMENTS, 0, row -> {
            Assignment assignment = (Assignment) row;
            List<Double> values = new ArrayList<>(doubles(assignment.getProportions()));
            values.addAll(doubles(new TreeMap<>(assignment.getConcepts()).values()));
            return values;
        });
        compare(
                "activations",
                Topics.ACTIVATIONS,
                0,
                row -> List.of((double) ((Activation) row).getTokens(), (double)
                        ((Activation) row).getPooled().hashCode()));
        compare("stitch map: pairs, R², rows", Topics.STITCH_MAP, TOLERANCE, row -> switch (row) {
            case StitchManifest map -> {
                List<Double> values = new ArrayList<>(map.getR2());
                values.add((double) map.getPairs());
                values.add((double) map.getHeldOutPairs());
                yield values;
            }
            case StitchRow weights -> doubles(weights.getValues());
            default -> List.of();
        });
        compare("vectors", Topics.STEERING_VECTORS, TOLERANCE, row -> {
            SteeringVector vector = (SteeringVector) row;
            List<Double> values = new ArrayList<>(List.of((double) vector.getPassages(), (double) vector.getBooks()));
            for (LayerDirection layer : vector.getLayers()) {
                values.addAll(List.of(layer.getStrength(), layer.getTypicalNorm()));
                values.addAll(doubles(layer.getDirection()));
            }
            return values;
        });
        compare("refined scores", Topics.REFINED_SCORES, TOLERANCE, row -> {
            RefinedScore score = (RefinedScore) row;
            return List.of(score.getLda(), score.getScore(), score.getResponsibility());
        });
    }

    private interface Values {
        List<Double> of(SpecificRecord row);
    }

    private void compare(String what, Topic<?> topic, double tolerance, Values values) {
        Map<String, SpecificRecord> before = rows(expected, topic);
        Map<String, SpecificRecord> after = rows(actual, topic);
        double most = 0;
        String where = "";
        for (String key : before.keySet()) {
            if (!after.containsKey(key) || key.endsWith("|shuffled")) continue;
            double distance = distance(values.of(before.get(key)), values.of(after.get(key)));
            if (distance > most) {
                most = distance;
                where = " at " + key;
            }
        }
        verdict(
                what,
                before.keySet().equals(after.keySet()) && !before.isEmpty() && most <= tolerance,
                "%d rows%s, largest difference %.2g%s"
                        .formatted(after.size(), difference(before.keySet(), after.keySet()), most, where));
    }

    private static Map<String, SpecificRecord> rows(Snapshot of, Topic<?> topic) {
        return of.rows().get(topic.name());
    }

    /** Returns the largest difference, relative to the larger number where that is above one. */
    static double distance(List<Double> one, List<Double> other) {
        if (one.size() != other.size()) return Double.POSITIVE_INFINITY;
        return IntStream.range(0, one.size())
                .mapToDouble(i -> {
                    double a = one.get(i);
                    double b = other.get(i);
                    return Double.compare(a, b) == 0
                            ? 0
                            : Math.abs(a - b) / Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
                })
                .map(difference -> Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference)
                .max()
                .orElse(0);
    }

    private static List<Double> doubles(Collection<Float> floats) {
        return floats.stream().map(Float::doubleValue).toList();
    }

    private static String difference(Set<String> before, Set<String> after) {
        Set<String> lost = new TreeSet<>(before);
        lost.removeAll(after);
        Set<String> more = new TreeSet<>(after);
        more.removeAll(before);
        return (lost.isEmpty() ? "" : ", missing " + lost) + (more.isEmpty() ? "" : ", too many " + more);
    }

    private void compareCounts() {
        for (Topic<?> topic : Topics.all()) {
            if (NOT_COMPARED.contains(topic)) continue;
            Set<String> before = comparableKeys(expected, topic);
            Set<String> after = comparableKeys(actual, topic);
            List<String> twice = ONCE.contains(topic) ? twice(topic) : List.of();
            verdict(
                    (ONCE.contains(topic) ? "keys of %s, each written once" : "keys of %s").formatted(topic.name()),
                    before.equals(after) && twice.isEmpty(),
                    "%d keys, %d records (%d in the uninterrupted run)%s%s"
                            .formatted(
                                    after.size(),
                                    actual.records(topic),
                                    expected.records(topic),
                                    difference(before, after),
                                    twice.isEmpty() ? "" : ", twice " + twice));
        }
    }

    private static Set<String> comparableKeys(Snapshot of, Topic<?> topic) {
        return rows(of, topic).keySet().stream()
                .filter(key -> !OF_THE_MOMENT.matcher(key).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns what was written more than once; a story that is written again sends its passage again. */
    private List<String> twice(Topic<?> topic) {
        return actual.written().get(topic.name()).entrySet().stream()
                .filter(entry -> entry.getValue() > 1 && !GeneratedTexts.isOwn(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void compareStories() {
        List<String> wrong = new ArrayList<>();
        expected.stories().forEach((story, tokens) -> {
            Map<Integer, StoryToken> before = byIndex(tokens);
            Map<Integer, StoryToken> after = byIndex(actual.stories().getOrDefault(story, List.of()));
            boolean whole = IntStream.range(0, after.size()).allMatch(after::containsKey)
                    && !after.isEmpty()
                    && after.values().stream()
                            .allMatch(token -> token.getError().isEmpty())
                    && after.get(after.size() - 1).getLast();
            boolean same = !story.startsWith("plain") || text(before).equals(text(after));
            if (!whole || !same) wrong.add(story + (whole ? " differs" : " is not whole"));
        });
        long written = actual.stories().values().stream().mapToLong(List::size).sum();
        long distinct = actual.stories().values().stream()
                .mapToLong(tokens -> byIndex(tokens).size())
                .sum();
        verdict(
                "stories: all whole, unsteered ones the same",
                wrong.isEmpty()
                        && actual.stories().keySet().equals(expected.stories().keySet()),
                "%d stories, %d tokens, %d written again %s"
                        .formatted(actual.stories().size(), distinct, written - distinct, wrong));
    }

    private static Map<Integer, StoryToken> byIndex(List<StoryToken> tokens) {
        Map<Integer, StoryToken> byIndex = new TreeMap<>();
        tokens.forEach(token -> byIndex.put(token.getIndex(), token));
        return byIndex;
    }

    private static String text(Map<Integer, StoryToken> tokens) {
        return tokens.values().stream().map(StoryToken::getText).collect(Collectors.joining());
    }
}
