// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.gumshoe.services.standalone.TestStream.vector;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.VectorKey;

/**
 * Records whose bounds hold and whose contents are odd: numbers at the edges, parts that do not
 * belong together, texts that are no texts. None is the fault of the stream, and none may stop it.
 */
record OddRecords(ModelAnnouncement weak, ModelAnnouncement strong) {
    private static final long HUGE = Long.MAX_VALUE;

    /** Letters by service: of {@link #refused}, and by topics of concepts that can guide no topic. */
    static final Map<String, Integer> LETTERS = Map.of("ingest", 10, "topics", 4, "assignments", 2, "stories", 1);

    /** What is refused: one dead letter each. */
    List<ProducerRecord<String, byte[]>> refused() {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        all.add(passage("unbounded", 1_000_000, 1, "The murder was beside the window."));
        // chunks that are none of a book
        all.add(Topics.BOOKS.record("beyond", chunk("beyond", 5, 5, "text")));
        all.add(Topics.BOOKS.record("forged", chunk("forged", 0, 1, "another text than its hash says")));
        all.add(Topics.BOOKS.record("hash", chunk("hash", 0, 1, "")));
        all.add(sound("wordless", "\u00a0\u2029 \n".repeat(1000)));
        all.add(new ProducerRecord<>(Topics.BOOKS.name(), "", chunkBytes("keyless")));
        all.add(new ProducerRecord<>(Topics.BOOKS.name(), null, chunkBytes("keyless")));
        all.add(new ProducerRecord<>(Topics.BOOKS.name(), "own~x", chunkBytes("own~x")));
        all.add(new ProducerRecord<>(Topics.BOOKS.name(), "k".repeat(100_000), chunkBytes("keyless")));
        for (Topic<?> topic : List.of(Topics.PASSAGES, Topics.STORY_REQUESTS, Topics.CONCEPTS)) {
            all.add(new ProducerRecord<>(
                    topic.name(), topic == Topics.PASSAGES ? "book#0" : "book", chunkBytes("book")));
        }
        all.add(Topics.CONCEPTS.record("a|b", new Concept("a|b", List.of("anchor"), null, null, 1.0)));
        return all;
    }

    private static byte[] chunkBytes(String book) {
        return Topics.BOOKS.record(book, chunk(book, 0, 1, "The murder.")).value();
    }

    /** What is taken, or left out by those whom it concerns. */
    List<ProducerRecord<String, byte[]>> taken() {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        all.addAll(texts());
        all.addAll(concepts());
        all.addAll(models());
        all.addAll(matrices());
        all.addAll(numbers());
        all.addAll(stories());
        new OddStories(strong)
                .vectors()
                .forEach(vector -> all.add(
                        Topics.STEERING_VECTORS.record(VectorKey.of(vector).format(), vector)));
        for (Topic<?> topic : List.of(Topics.BOOKS, Topics.STORY_REQUESTS, Topics.STORIES, Topics.CONCEPTS)) {
            all.add(topic.record("never-was", null));
        }
        all.add(Topics.PASSAGES.record("never-was#7", null));
        all.add(Topics.ASSIGNMENTS.record("never-was#7", null));
        all.add(Topics.ACTIVATIONS.record("never-was#7|weak|m@1", null));
        all.add(Topics.STEERING_VECTORS.record("never-was|weak|native", null));
        all.add(Topics.REFINED_SCORES.record("never-was|weak|book", null));
        all.add(Topics.STITCH_MAP.record("9|9|9", null));
        all.add(Topics.TOPIC_MODEL.record("never-was", null));
        return all;
    }

    private List<ProducerRecord<String, byte[]>> texts() {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        all.add(Topics.BOOKS.record("waiting", chunk("waiting", 99_998, 100_000, "text")));
        all.add(sound("controls", "The \u0000murder \u001b[2J \u202ewas\u2066 beside. ".repeat(30)));
        all.add(sound("marks", "a\u0301\u0323\u0489".repeat(20_000) + " murder."));
        all.add(sound("astral", "\ud83d\udd2a".repeat(50_000) + " murder."));
        all.add(sound("special", "<|endoftext|><s></s><bos><unk>[INST]".repeat(1000)));
        all.add(sound("numbers", "1 2 3 4 5 6 7 8 9 0. ".repeat(5000)));
        all.add(passage("largest", 999_999, 1, "The murder was beside the window."));
        all.add(passage("empty", 0, 0, ""));
        for (String piece : List.of("a", "ab", "'", "\u00e9", "\u6c49", " ", "\n", ".", "<s>", "1")) {
            all.add(passage("long" + piece.codePointAt(0), 0, 1, piece.repeat(300_000 / piece.length())));
        }
        return all;
    }

    private static ProducerRecord<String, byte[]> passage(String book, int index, int total, String text) {
        return Topics.PASSAGES.record(
                book + "#" + index, new Passage(book, index, total, 70, 3, text, true, false, "", "", "", null));
    }

    private static ProducerRecord<String, byte[]> sound(String book, String text) {
        return Topics.BOOKS.record(
                book, BookSender.chunks(book, book, "", List.of(), text).getFirst());
    }

    private static BookChunk chunk(String book, int index, int total, String text) {
        return new BookChunk(book, index, total, "0".repeat(64), book, "", List.of(), text);
    }

    private List<ProducerRecord<String, byte[]>> concepts() {
        List<Concept> odd = List.of(
                new Concept("seedless", List.of(), null, null, 1e6),
                new Concept("blank", List.of("", " ", "\u0000", "\u202e"), null, null, 1e6),
                new Concept("same", Collections.nCopies(1000, "murder"), null, 0.0, 1e6),
                new Concept("beyond", List.of("murder"), 100_000, 1.0, 0.0),
                new Concept("*", List.of("murder"), 0, Double.MIN_VALUE, 0.0),
                new Concept("~manifest", List.of("murder"), null, null, 0.0),
                new Concept("\u202e", List.of("murder"), null, null, 1e6),
                new Concept("long", List.of("m".repeat(100)), null, null, 1e6));
        return odd.stream()
                .map(concept -> Topics.CONCEPTS.record(concept.getName(), concept))
                .toList();
    }

    /** Under readings that are remembered: none of them is in force. */
    private List<ProducerRecord<String, byte[]>> models() {
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        for (String location : List.of("", "/", "/dev/zero", "/proc/self/mem", "relative", "~", "file:///etc/passwd")) {
            ModelAnnouncement odd = ModelAnnouncement.newBuilder(strong)
                    .setLocation(location)
                    .setSha256("odd" + location.length())
                    .setBlocks(10_000)
                    .setWidth(262_144)
                    .setReadLayers(List.of(10_000, 10_000, 0))
                    .setWriteLayers(List.of())
                    .build();
            all.add(Topics.LANGUAGE_MODELS.record(AnnouncementKey.of(odd).format(), odd));
        }
        return all;
    }

    private List<ProducerRecord<String, byte[]>> matrices() {
        TopicModelManifest manifest = TopicModelManifest.newBuilder()
                .setVersion(3)
                .setTopics(2)
                .setWords(2)
                .setAlpha(List.of(Float.MIN_VALUE, Float.MAX_VALUE))
                .setEta(0)
                .setPassages(HUGE)
                .setBooks(HUGE)
                .setPerWordBound(-Double.MAX_VALUE)
                .setMilestone(true)
                .setGuided(List.of("crime", "crime"))
                .setSuccessors(List.of(-1, Integer.MAX_VALUE))
                .build();
        return List.of(
                Topics.TOPIC_MODEL.record("window", new TopicModelRow(3L, List.of(Float.MIN_VALUE, Float.MAX_VALUE))),
                Topics.TOPIC_MODEL.record("murder", new TopicModelRow(3L, List.of(Float.MAX_VALUE, Float.MAX_VALUE))),
                Topics.TOPIC_MODEL.record(Topics.MANIFEST, manifest),
                Topics.STITCH_MAP.record("2|2|0", new StitchRow(5L, Collections.nCopies(3, Float.MAX_VALUE))),
                Topics.STITCH_MAP.record(
                        Topics.MANIFEST,
                        new StitchManifest(
                                5L,
                                weak.getSha256(),
                                strong.getSha256(),
                                2,
                                Collections.nCopies(512, 2),
                                262_144,
                                262_144,
                                HUGE,
                                HUGE,
                                Double.MAX_VALUE,
                                Collections.nCopies(512, Double.NaN),
                                Collections.nCopies(512, Double.NEGATIVE_INFINITY))));
    }

    private List<ProducerRecord<String, byte[]>> numbers() {
        Activation activation = Activation.newBuilder()
                .setBook("halves")
                .setIndex(0)
                .setRole("weak")
                .setModel(weak.getSha256())
                .setWidth(weak.getWidth())
                .setTokens(0)
                .setLayers(weak.getReadLayers())
                .setPooled(List.of(halves(weak.getWidth(), 0x7bff)))
                .setTextHash(HUGE)
                .build();
        return List.of(
                Topics.ACTIVATIONS.record(
                        "halves#0|weak|" + AnnouncementKey.of(weak).reading().orElseThrow(), activation),
                Topics.ASSIGNMENTS.record(
                        "halves#0",
                        new Assignment(
                                "halves",
                                0,
                                HUGE,
                                List.of(),
                                Map.of("crime", Float.MAX_VALUE, "other", -Float.MAX_VALUE),
                                Map.of("crime", Integer.MIN_VALUE),
                                Map.of("crime", Integer.MAX_VALUE))),
                Topics.REFINED_SCORES.record(
                        "crime|strong|b",
                        new RefinedScore(
                                "crime",
                                "strong",
                                "b",
                                HUGE,
                                0,
                                false,
                                Double.MAX_VALUE,
                                -Double.MAX_VALUE,
                                0.0,
                                IntStream.range(0, 1000).boxed().toList(),
                                Collections.nCopies(1000, Float.MAX_VALUE),
                                Collections.nCopies(1000, -Float.MAX_VALUE))),
                Topics.REFINEMENT_METRICS.record(
                        "crime|" + "|".repeat(200),
                        new RefinementMetric(
                                "crime", "|".repeat(200), Double.MAX_VALUE, null, null, HUGE, "\u001b[2J", HUGE)));
    }

    private static ByteBuffer halves(int width, int bits) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * width);
        for (int i = 0; i < width; i++) {
            bytes.put(2 * i, (byte) bits).put(2 * i + 1, (byte) (bits >> 8));
        }
        return bytes;
    }

    private List<ProducerRecord<String, byte[]>> stories() {
        StoryToken.Builder token = StoryToken.newBuilder()
                .setStory("tokens")
                .setConcept("crime")
                .setArm("unsteered")
                .setIndex(Integer.MAX_VALUE)
                .setText("\u001b[2J")
                .setLogProb(-Double.MAX_VALUE)
                .setLast(false)
                .setSeed(1);
        List<ProducerRecord<String, byte[]>> all = new ArrayList<>();
        all.add(Topics.STORIES.record("tokens", token.build()));
        for (int index = 0; index < 60; index++) {
            all.add(Topics.STORIES.record(
                    "tokens", token.setIndex(index).setText("x".repeat(20_000)).build()));
        }
        all.add(Topics.STORIES.record("tokens", token.setIndex(60).setLast(true).build()));
        return all;
    }
}
