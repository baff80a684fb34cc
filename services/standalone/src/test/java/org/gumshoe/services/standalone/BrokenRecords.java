// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.vector;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;

/** Records that can be decoded and are refused: each is one dead letter of its topic. */
record BrokenRecords(ModelAnnouncement weak, ModelAnnouncement strong) {
    List<ProducerRecord<String, byte[]>> all() {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>(underAnothersKey());
        all.addAll(outOfBounds());
        all.addAll(ofNoModel());
        return all;
    }

    /** What lies under another's key would be taken for that other. */
    private List<ProducerRecord<String, byte[]>> underAnothersKey() {
        Passage passage = new Passage("b", 0, 1, 0, 4, "text", true, false, "", "", "", null);
        RefinedScore score =
                new RefinedScore("crime", "strong", "b", 1L, 1, false, .5, .5, .5, List.of(), List.of(), List.of());
        SpecificRecord row = new TopicModelRow(1L, List.of(1f, 1f));
        return List.of(
                Topics.PASSAGES.record("no index", passage),
                Topics.PASSAGES.record("another#0", passage),
                Topics.LANGUAGE_MODELS.record("weak", strong),
                Topics.LANGUAGE_MODELS.record(AnnouncementKey.of(weak).format(), strong),
                Topics.CONCEPTS.record("crime", new Concept("sea", List.of("anchor"), null, null, 1.0)),
                Topics.ASSIGNMENTS.record("b#1", assignment("crime", .5f)),
                Topics.ACTIVATIONS.record("c" + key(activation(weak), weak), activation(weak)),
                Topics.TOPIC_MODEL.record(Topics.MANIFEST, row),
                Topics.STITCH_MAP.record(Topics.MANIFEST, new StitchRow(1L, List.of(1f))),
                Topics.WORD_READOUTS.record("sea|strong|m", readOut(1)),
                Topics.STEERING_VECTORS.record("sea|strong|refined", vector(strong, "refined", 1)),
                Topics.REFINED_SCORES.record("crime|weak|b", score),
                Topics.STORY_REQUESTS.record("other", story("told", "unsteered").build()),
                Topics.STORIES.record("other", token("told")),
                Topics.REFINEMENT_METRICS.record(
                        "sea|m", new RefinementMetric("crime", "m", 1.0, null, null, 1L, "", 1L)));
    }

    private List<ProducerRecord<String, byte[]>> outOfBounds() {
        SteeringVector bare = vector(strong, "refined", 1);
        bare.setLayers(List.of());
        return List.of(
                Topics.STORY_REQUESTS.record(
                        "long",
                        story("long", "unsteered")
                                .setConcept("x".repeat(600_000))
                                .build()),
                Topics.STORY_REQUESTS.record(
                        "cold",
                        story("cold", "unsteered").setTemperature(Double.NaN).build()),
                Topics.STEERING_VECTORS.record("crime|strong|refined", bare),
                Topics.CONCEPTS.record("odd", new Concept("odd", List.of("a"), null, Double.NaN, 1.0)),
                Topics.STITCH_MAP.record(
                        Topics.MANIFEST,
                        new StitchManifest(
                                1L,
                                "w",
                                "s",
                                1,
                                List.of(1),
                                Integer.MAX_VALUE,
                                1,
                                1L,
                                1L,
                                .1,
                                List.of(.1),
                                List.of(.1))),
                Topics.STITCH_MAP.record(
                        Topics.MANIFEST,
                        new StitchManifest(1L, "w", "s", 1, List.of(1), 1, 1, 1L, 1L, .1, List.of(), List.of(.1))),
                Topics.WORD_READOUTS.record("crime|strong|m", readOut(Float.NaN)),
                Topics.ASSIGNMENTS.record("b#0", assignment("crime", Float.NaN)),
                Topics.ASSIGNMENTS.record("b#0", assignment("x".repeat(1000), .5f)),
                Topics.LANGUAGE_MODELS.record(
                        "strong",
                        ModelAnnouncement.newBuilder(strong)
                                .setVersion(Long.MAX_VALUE)
                                .build()),
                Topics.TOPIC_MODEL.record(Topics.MANIFEST, manifest(Long.MAX_VALUE, List.of(.1f, .1f))),
                Topics.TOPIC_MODEL.record(Topics.MANIFEST, manifest(1, List.of())));
    }

    /** Activations that the announced model cannot have made. */
    private List<ProducerRecord<String, byte[]>> ofNoModel() {
        Activation cut = activation(weak);
        cut.setPooled(List.of(ByteBuffer.allocate(2)));
        Activation shortHash = activation(weak);
        shortHash.setModel(weak.getSha256().substring(0, 12));
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        Activation cutWord = activation(weak);
        cutWord.setWordState(ByteBuffer.allocate(2));
        for (Activation wrong : List.of(ofWidth(3), ofWidth(200_000), cut, cutWord, shortHash)) {
            all.add(Topics.ACTIVATIONS.record(key(wrong, weak), wrong));
        }
        return all;
    }

    private static Assignment assignment(String concept, float score) {
        return new Assignment("b", 0, 1L, List.of(1f), Map.of(concept, score), Map.of(), Map.of());
    }

    private static WordReadOut readOut(float value) {
        return new WordReadOut("crime", "strong", "m", List.of("murder"), List.of(value));
    }

    private static StoryToken token(String story) {
        return StoryToken.newBuilder()
                .setStory(story)
                .setConcept("crime")
                .setArm("unsteered")
                .setIndex(0)
                .setText("It")
                .setLogProb(-1)
                .setLast(false)
                .setSeed(1)
                .build();
    }

    private static TopicModelManifest manifest(long version, List<Float> alpha) {
        return TopicModelManifest.newBuilder()
                .setVersion(version)
                .setTopics(2)
                .setWords(0)
                .setAlpha(alpha)
                .setEta(.5f)
                .setPassages(1)
                .setBooks(1)
                .setPerWordBound(0)
                .setMilestone(true)
                .build();
    }

    private static String key(Activation activation, ModelAnnouncement model) {
        return activation.getBook() + "#0|" + AnnouncementKey.of(model).format();
    }

    private Activation ofWidth(int width) {
        Activation activation = activation(weak);
        activation.setWidth(width);
        activation.setPooled(List.of(ByteBuffer.allocate(2 * width)));
        return activation;
    }

    private static Activation activation(ModelAnnouncement model) {
        return Activation.newBuilder()
                .setBook("b")
                .setIndex(0)
                .setRole(model.getRole())
                .setModel(model.getSha256())
                .setWidth(model.getWidth())
                .setTokens(1)
                .setLayers(model.getReadLayers())
                .setPooled(List.of(ByteBuffer.allocate(2 * model.getWidth())))
                .build();
    }
}
