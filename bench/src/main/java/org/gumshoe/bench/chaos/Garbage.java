// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Garbage: bytes that say nothing, and records out of their bounds, with keys of the right form. A
 * header marks it, so that it can be counted in the topics.
 */
final class Garbage {
    static final String HEADER = "garbage";

    /** Some are keys of real records, whose last good value must stay in force. */
    private static final Map<Topic<?>, List<String>> KEYS = Map.ofEntries(
            Map.entry(Topics.BOOKS, List.of("broken")),
            Map.entry(Topics.PASSAGES, List.of("broken#0")),
            Map.entry(Topics.TOPIC_MODEL, List.of(Topics.MANIFEST, "murder")),
            Map.entry(Topics.CONCEPTS, List.of("broken", "crime")),
            Map.entry(Topics.ASSIGNMENTS, List.of("broken#0")),
            Map.entry(Topics.LANGUAGE_MODELS, List.of("weak", "strong")),
            Map.entry(Topics.ACTIVATIONS, List.of("broken#0|weak|m@1")),
            Map.entry(Topics.STITCH_MAP, List.of(Topics.MANIFEST, "2|2|0")),
            Map.entry(Topics.STEERING_COMMANDS, List.of("question")),
            Map.entry(Topics.STEERING_VECTORS, List.of("broken|strong|refined", "crime|strong|translated")),
            Map.entry(Topics.WORD_READOUTS, List.of("broken|strong|m")),
            Map.entry(Topics.REFINED_SCORES, List.of("broken|strong|b")),
            Map.entry(Topics.STORY_REQUESTS, List.of("broken")),
            Map.entry(Topics.STORIES, List.of("broken")),
            Map.entry(Topics.REFINEMENT_METRICS, List.of("broken|m")));

    private Garbage() {}

    /**
     * Draws records: every topic in turn, except the dead letters, which take everything, and the questions and
     * answers of a solution, whose readers leave out what they cannot read.
     */
    static List<ProducerRecord<String, byte[]>> plan(int records, long seed) {
        Random random = new Random(seed);
        List<Topic<?>> topics = Topics.all().stream().filter(KEYS::containsKey).toList();
        List<ProducerRecord<String, byte[]>> plan = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            ProducerRecord<String, byte[]> record =
                    i % 3 == 2 ? outOfBounds(random) : noise(topics.get((i - i / 3) % topics.size()), random);
            record.headers().add(HEADER, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
            plan.add(record);
        }
        return plan;
    }

    private static ProducerRecord<String, byte[]> noise(Topic<?> topic, Random random) {
        byte[] bytes = new byte[2 + random.nextInt(200)];
        random.nextBytes(bytes);
        bytes[0] = 0; // no record begins so
        List<String> keys = KEYS.get(topic);
        return new ProducerRecord<>(topic.name(), keys.get(random.nextInt(keys.size())), bytes);
    }

    private static ProducerRecord<String, byte[]> outOfBounds(Random random) {
        Passage passage = new Passage("b", 0, 1, 0, 4, "text", true, false, "", "", "", null);
        return switch (random.nextInt(6)) {
            case 0 -> Topics.PASSAGES.record("no index", passage);
            case 1 -> Topics.PASSAGES.record("another#0", passage);
            case 2 -> Topics.CONCEPTS.record("odd", new Concept("odd", List.of("a"), null, Double.NaN, 1.0));
            case 3 ->
                Topics.ASSIGNMENTS.record(
                        "b#0", new Assignment("b", 0, 1L, List.of(1f), Map.of("crime", Float.NaN), Map.of(), Map.of()));
            case 4 -> Topics.STORY_REQUESTS.record("cold", cold());
            default -> Topics.STITCH_MAP.record(Topics.MANIFEST, endless());
        };
    }

    private static StoryRequest cold() {
        return StoryRequest.newBuilder()
                .setStory("cold")
                .setConcept("crime")
                .setPrompt("It was a quiet evening.")
                .setArm("unsteered")
                .setSeed(3)
                .setTokens(12)
                .setTemperature(Double.NaN)
                .build();
    }

    private static SpecificRecord endless() {
        return new StitchManifest(
                1L, "w", "s", 1, List.of(1), Integer.MAX_VALUE, 1, 1L, 1L, .1, List.of(.1), List.of(.1));
    }
}
