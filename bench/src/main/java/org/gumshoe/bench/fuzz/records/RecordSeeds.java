// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.ModelInfo;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ControlReadOut;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringAnswer;
import org.gumshoe.schemas.SteeringQuestion;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryControl;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ActivationKey;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.OwnKey;
import org.gumshoe.services.common.records.StitchRowKey;

/**
 * A small world of well-formed records of every topic, made up: sixteen books, a quarter of them
 * about crime, as two tiny random models read them.
 */
final class RecordSeeds {
    static final int BOOKS = 16;
    static final int EACH = 2;
    private static final int WEAK_LAYER = 2;
    private static final List<Integer> STRONG_LAYERS = List.of(2, 3);
    static final String CRIME = "crime";
    static final List<String> WORDS =
            List.of("murder", "inspector", "alibi", "clue", "police", "garden", "letter", "window", "river", "horse");

    private final Map<Topic<?>, List<RecordInput>> records = new LinkedHashMap<>();
    private final ModelAnnouncement weak;
    private final ModelAnnouncement strong;

    /** @param tiny directory of small random models in HuggingFace's form */
    RecordSeeds(Path tiny) {
        weak = announcement("weak", tiny.resolve("llama3"), List.of(WEAK_LAYER));
        strong = announcement("strong", tiny.resolve("gemma3"), STRONG_LAYERS);
        for (ModelAnnouncement model : List.of(weak, strong)) {
            add(Topics.LANGUAGE_MODELS, model.getRole(), model);
            add(Topics.LANGUAGE_MODELS, AnnouncementKey.of(model).format(), model);
        }
        add(Topics.CONCEPTS, new Concept(CRIME, WORDS.subList(0, 3), null, .25, 20.));
        add(Topics.CONCEPTS, new Concept("gardens", WORDS.subList(5, 7), 1, null, 0.));
        topicModel();
        for (int book = 0; book < BOOKS; book++) {
            new SeedBook(book, weak, strong).addTo(this);
        }
        stitchMap();
        for (ModelAnnouncement model : List.of(weak, strong)) {
            add(
                    Topics.WORD_READOUTS,
                    new WordReadOut(
                            CRIME,
                            model.getRole(),
                            model.getSha256(),
                            WORDS.subList(0, 3),
                            Collections.nCopies(model.getWidth(), .1f)));
        }
        for (String kind : List.of("native", "translated", "refined")) {
            add(Topics.STEERING_VECTORS, vector(strong, kind));
        }
        add(Topics.STEERING_VECTORS, vector(weak, "refined"));
        for (String kind : List.of("begin", "publish", "end")) {
            add(Topics.STEERING_COMMANDS, question(kind));
        }
        add(Topics.STEERING_QUESTIONS, question("ask"));
        add(Topics.STEERING_ANSWERS, answer());
        stories();
        add(
                Topics.REFINEMENT_METRICS,
                new RefinementMetric(CRIME, "norm|strong|refined", .5, null, null, 7L, "steering-vectors", 1L));
    }

    /** Returns well-formed records of a topic. */
    List<RecordInput> of(Topic<?> topic) {
        return records.get(topic);
    }

    /** Returns all records by topic, announcements and concepts first. */
    Map<Topic<?>, List<RecordInput>> all() {
        return records;
    }

    ModelAnnouncement weak() {
        return weak;
    }

    /** Returns the key under which a record belongs; empty where nothing in it tells. */
    static Optional<String> key(SpecificRecord record) {
        return switch (record) {
            case TopicModelRow _, TopicModelManifest _, StitchRow _, StitchManifest _ -> Optional.empty();
            case Activation activation ->
                Optional.of(ActivationKey.of(activation).format());
            default -> Optional.of(OwnKey.of(record, ""));
        };
    }

    <V extends SpecificRecord> void add(Topic<V> topic, V value) {
        add(topic, key(value).orElseThrow(), value);
    }

    private <V> void add(Topic<V> topic, String key, V value) {
        records.computeIfAbsent(topic, none -> new ArrayList<>())
                .add(RecordInput.of(key, topic.values().serializer().serialize(topic.name(), value)));
    }

    private static SteeringAnswer answer() {
        return new SteeringAnswer(0, 7L, 1, 2L, 3L, true, ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 0}), "");
    }

    private static SteeringQuestion question(String kind) {
        return SteeringQuestion.newBuilder()
                .setKind(kind)
                .setSolution(7)
                .setNumber(1)
                .setConcept(CRIME)
                .setRole("strong")
                .setWeakReading("")
                .setStrongReading("")
                .setWeakWords(List.of())
                .setStrongWords(List.of())
                .setContent(ByteBuffer.wrap(kind.equals("publish") ? MadeUpRules.bytes() : new byte[] {1, 0}))
                .setVersion(1)
                .setBooks(BOOKS)
                .setDiverged(false)
                .setPartitions(List.of())
                .build();
    }

    private static ModelAnnouncement announcement(String role, Path file, List<Integer> layers) {
        ModelInfo info = LanguageModel.info(file);
        return new ModelAnnouncement(
                role,
                info.name(),
                file.toString(),
                info.sha256(),
                info.architecture(),
                info.blocks(),
                info.width(),
                layers,
                layers,
                1L);
    }

    private void topicModel() {
        for (int i = 0; i < WORDS.size(); i++) {
            float crime = i < WORDS.size() / 2 ? 9 : .1f;
            add(Topics.TOPIC_MODEL, WORDS.get(i), new TopicModelRow(3L, List.of(crime, 9.1f - crime)));
        }
        add(
                Topics.TOPIC_MODEL,
                Topics.MANIFEST,
                TopicModelManifest.newBuilder()
                        .setVersion(3)
                        .setTopics(2)
                        .setWords(WORDS.size())
                        .setAlpha(List.of(.5f, .5f))
                        .setEta(.1f)
                        .setPassages(BOOKS * EACH)
                        .setBooks(BOOKS)
                        .setPerWordBound(-2)
                        .setGuided(List.of(CRIME))
                        .setMilestone(true)
                        .setLabels(List.of("murder inspector", "garden letter"))
                        .build());
    }

    private void stitchMap() {
        for (int layer : STRONG_LAYERS) {
            for (int row = 0; row < strong.getWidth(); row++) {
                float[] values = new float[weak.getWidth()];
                values[row] = 1;
                for (boolean shuffled : new boolean[] {false, true}) {
                    add(
                            Topics.STITCH_MAP,
                            new StitchRowKey(WEAK_LAYER, layer, row, shuffled).format(),
                            new StitchRow(9L, FloatLists.list(values)));
                }
            }
        }
        add(
                Topics.STITCH_MAP,
                Topics.MANIFEST,
                new StitchManifest(
                        9L,
                        weak.getSha256(),
                        strong.getSha256(),
                        WEAK_LAYER,
                        STRONG_LAYERS,
                        weak.getWidth(),
                        strong.getWidth(),
                        80L,
                        16L,
                        .1,
                        List.of(.6, .5),
                        List.of(0., 0.)));
    }

    private static SteeringVector vector(ModelAnnouncement model, String kind) {
        float[] direction = new float[model.getWidth()];
        direction[0] = 1;
        List<LayerDirection> layers = model.getWriteLayers().stream()
                .map(layer -> new LayerDirection(layer, FloatLists.list(direction), .2, 2., 1., .8))
                .toList();
        return SteeringVector.newBuilder()
                .setConcept(CRIME)
                .setRole(model.getRole())
                .setModel(model.getSha256())
                .setKind(kind)
                .setVersion(7)
                .setLayers(layers)
                .setControl(new StoryControl(
                        2,
                        4,
                        List.of(new ControlReadOut(WEAK_LAYER, FloatLists.list(direction), 0., 1., .5)),
                        true,
                        1.))
                .setModelVersion(3)
                .setPassages(BOOKS * EACH)
                .setBooks(BOOKS)
                .setCosineToPrevious(.9)
                .setDiagnosis(Map.of("auc", .9, "reliability", .8))
                .setReadings(Map.of(model.getRole(), ModelReading.of(model).toString()))
                .setCauses(List.of(new Cause("book", "book0", 1L, model.getRole())))
                .build();
    }

    private void stories() {
        for (String arm : List.of("unsteered", "refined", "translated", "best")) {
            String story = "story-" + arm;
            add(
                    Topics.STORY_REQUESTS,
                    StoryRequest.newBuilder()
                            .setStory(story)
                            .setConcept(CRIME)
                            .setPrompt("It was a quiet evening.")
                            .setArm(arm)
                            .setSeed(1)
                            .setTokens(4)
                            .setStrength(arm.equals("random") ? (Double) .2 : null)
                            .build());
            for (int i = 0; i < 3; i++) {
                add(
                        Topics.STORIES,
                        StoryToken.newBuilder()
                                .setStory(story)
                                .setConcept(CRIME)
                                .setArm(arm)
                                .setIndex(i)
                                .setText("The inspector found the alibi. ")
                                .setLogProb(-1)
                                .setLogProbUnsteered(i == 2 ? (Double) (-5.) : null)
                                .setLast(i == 2)
                                .setSeed(1)
                                .setPrompt(i == 0 ? "It was a quiet evening." : "")
                                .build());
            }
        }
    }
}
