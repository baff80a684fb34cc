// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.arrive;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local state as a killed process leaves it: open, without a checkpoint. */
class KilledTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "commit.interval.ms", "100"));
    private static final List<String> WITH_STORES =
            List.of("ingest", "topics", "assignments", "stitch", "steering", "evaluation");

    /** Tables of whole topics. */
    private static final Map<String, List<String>> TABLES = Map.of(
            "topics", List.of("topics-published"),
            "assignments", List.of("assignments-topic-model", "assignments-concepts"),
            "stitch", List.of("stitch-language-models"),
            "steering", List.of("steering-concepts", "steering-language-models"),
            "evaluation", List.of("evaluation-topic-model", "evaluation-concepts"));

    private static final String CHANGELOG = "-changelog";
    private static final long YEAR_2000 = 946_684_800_000L;
    private static final int ROWS = 3000;
    private static final ModelAnnouncement WEAK = announcement("weak", "gpt2", 1);
    private static final ModelAnnouncement STRONG = announcement("strong", "vicuna", 3);
    private static final List<String> CHUNK_TEXTS = List.of("The inspector came. ", "The butler had gone.");
    private static final List<BookChunk> CHUNKS =
            List.of(chunk(0, CHUNK_TEXTS.getFirst()), chunk(1, CHUNK_TEXTS.getLast()));

    @TempDir
    private Path dir;

    @TempDir
    private Path copy;

    @Test
    void servicesGoOnFromTheStateThatAKilledProcessLeft() throws Exception {
        Map<String, Map<String, String>> before;
        Map<String, String> mapBefore;
        try (var system = Standalone.start(dir, SETTINGS, WITH_STORES)) {
            Settings settings = system.settings();
            await("it is ready", system::ready);
            send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder"), null, null, 0.0));
            send(settings, Topics.LANGUAGE_MODELS, "weak", WEAK);
            send(settings, Topics.LANGUAGE_MODELS, "strong", STRONG);
            sendPassages(settings, 0, 10);
            send(settings, Topics.BOOKS, "c", CHUNKS.getFirst());
            send(settings, Topics.STORIES, "s", token(0, "It was ", false));
            sendRows(settings);
            before = settled(
                    system,
                    contents -> assertThat(contents)
                            .satisfies(all -> assertSizes(
                                    all,
                                    Map.of(
                                            "ingest/pending-chunks", 1,
                                            "topics/topics-learner-records", 11,
                                            "topics/topics-concepts", 1,
                                            "assignments/assignments-passages", 10,
                                            "stitch/stitch-activations", 20,
                                            "stitch/stitch-solver-records", 10,
                                            "steering/steering-assignments", 10,
                                            "steering/steering-changed-books", 0,
                                            "evaluation/evaluation-stories", 1)))
                            .satisfies(all -> assertThat(learned(settings)).isEqualTo(10)));
            mapBefore = stitchMap(system);
            assertThat(mapBefore).hasSize(ROWS);
            KilledFiles.copy(dir.resolve("state"), copy.resolve("state"));
        }
        KilledFiles.copy(dir.resolve("broker"), copy.resolve("broker"));

        try (var system = Standalone.start(copy, SETTINGS, WITH_STORES)) {
            Settings settings = system.settings();
            await("it is ready again", system::ready);
            settled(system, contents -> assertThat(contents).isEqualTo(before));
            assertThat(stitchMap(system)).isEqualTo(mapBefore);

            // what comes now is added to it
            sendPassages(settings, 10, 20);
            send(settings, Topics.BOOKS, "c", CHUNKS.getLast());
            send(settings, Topics.STORIES, "s", token(1, "a quiet evening.", true));
            settled(
                    system,
                    contents -> assertThat(contents)
                            .satisfies(all -> assertSizes(
                                    all,
                                    Map.of(
                                            "ingest/pending-chunks", 0,
                                            "ingest/editions", 1,
                                            "topics/topics-learner-records", 22,
                                            "assignments/assignments-passages", 21,
                                            "stitch/stitch-solver-records", 20,
                                            "evaluation/evaluation-stories", 0)))
                            .satisfies(all -> assertThat(learned(settings)).isEqualTo(21))
                            .satisfies(all -> assertThat(paired(settings)).isEqualTo(20))
                            .satisfies(all -> assertThat(all.get("evaluation/evaluation-recent-stories")
                                            .values())
                                    .singleElement()
                                    .asString()
                                    .contains("It was a quiet evening.")));
            assertThat(system.services()).noneMatch(Service::failed);
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    /** What all stores hold once it is as it should be and stays so. */
    private static Map<String, Map<String, String>> settled(
            Standalone system, Consumer<Map<String, Map<String, String>>> asItShouldBe) throws Exception {
        List<Map<String, Map<String, String>>> seen = new ArrayList<>();
        List<Throwable> lacking = new ArrayList<>();
        await("all has come through", lacking, () -> {
            Thread.sleep(1000); // services look at the clock twice a second
            lacking.clear();
            try {
                seen.add(contents(system));
                asItShouldBe.accept(seen.getLast());
                // a store moves while its service begins
            } catch (AssertionError | InvalidStateStoreException e) {
                lacking.add(e);
            }
            return lacking.isEmpty()
                    && seen.size() > 2
                    && seen.get(seen.size() - 2).equals(seen.getLast())
                    && seen.get(seen.size() - 3).equals(seen.getLast());
        });
        return seen.getLast();
    }

    private static void assertSizes(Map<String, Map<String, String>> contents, Map<String, Integer> expected) {
        Map<String, Integer> sizes = new TreeMap<>();
        expected.keySet().forEach(store -> sizes.put(store, contents.get(store).size()));
        assertThat(sizes).isEqualTo(new TreeMap<>(expected));
    }

    /**
     * By service and store: those that a log backs, and tables of whole topics; not the large one.
     */
    private static Map<String, Map<String, String>> contents(Standalone system) throws Exception {
        Set<String> topics;
        try (var admin = Clients.admin(system.settings())) {
            topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
        }
        Map<String, Map<String, String>> contents = new TreeMap<>();
        for (Service service : system.services()) {
            String prefix = "gumshoe-" + service.name() + "-";
            Set<String> stores = new TreeSet<>(TABLES.getOrDefault(service.name(), List.of()));
            topics.stream()
                    .filter(topic -> topic.startsWith(prefix) && topic.endsWith(CHANGELOG))
                    .forEach(
                            topic -> stores.add(topic.substring(prefix.length(), topic.length() - CHANGELOG.length())));
            for (String store : stores) {
                contents.put(service.name() + "/" + store, contents((StreamsService) service, store));
            }
        }
        return contents;
    }

    private static Map<String, String> stitchMap(Standalone system) {
        StreamsService steering = system.services().stream()
                .filter(service -> service.name().equals("steering"))
                .map(StreamsService.class::cast)
                .findFirst()
                .orElseThrow();
        return contents(steering, "steering-stitch-map");
    }

    private static Map<String, String> contents(StreamsService service, String store) {
        Map<String, String> contents = new TreeMap<>();
        ReadOnlyKeyValueStore<Object, Object> table = service.streams()
                .store(StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.keyValueStore()));
        try (var all = table.all()) {
            all.forEachRemaining(entry -> contents.put(entry.key.toString(), text(entry.value)));
        }
        return contents;
    }

    /** Without the time at which it was computed, which is another after a restart. */
    private static String text(Object value) {
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Long time when time > YEAR_2000 -> "a time";
            case StitchRow wide -> "a row of hash " + wide.hashCode();
            default -> value.toString();
        };
    }

    private static long learned(Settings settings) {
        return newest(settings, Topics.TOPIC_MODEL, TopicModelManifest.class)
                .map(TopicModelManifest::getPassages)
                .orElse(0L);
    }

    private static long paired(Settings settings) {
        return newest(settings, Topics.STITCH_MAP, StitchManifest.class)
                .map(map -> map.getPairs() + map.getHeldOutPairs())
                .orElse(0L);
    }

    private static <M> Optional<M> newest(Settings settings, Topic<SpecificRecord> topic, Class<M> manifest) {
        return records(settings, topic).stream()
                .map(ConsumerRecord::value)
                .filter(manifest::isInstance)
                .map(manifest::cast)
                .reduce((one, later) -> later);
    }

    /** More than RocksDB holds in memory: what it never wrote, a kill does not leave behind. */
    private static void sendRows(Settings settings) {
        StitchRow wide = new StitchRow(1L, Collections.nCopies(4000, 1f));
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = Clients.producer(settings, (String) null)) {
            for (int row = 0; row < ROWS; row++) {
                sent.add(producer.send(Topics.STITCH_MAP.record("2|4|" + row, wide)));
            }
            arrive(producer, sent);
        }
    }

    /** Passages of two books, and what two models make of them. */
    private static void sendPassages(Settings settings, int from, int to) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (var producer = Clients.producer(settings, (String) null)) {
            for (int i = from; i < to; i++) {
                String text = "There was a murder in the library, said witness %d.".formatted(i);
                var passage = new Passage("b" + i % 2, i, 100, 0, text.length(), text, true, false, "", "", "", null);
                String key = passage.getBook() + "#" + i;
                sent.add(producer.send(Topics.PASSAGES.record(key, passage)));
                for (ModelAnnouncement model : List.of(WEAK, STRONG)) {
                    String read = ModelReading.of(model).key(key, model.getRole());
                    sent.add(producer.send(Topics.ACTIVATIONS.record(read, activation(model, passage))));
                }
            }
            arrive(producer, sent);
        }
    }

    private static Activation activation(ModelAnnouncement model, Passage passage) {
        float[] numbers = new float[model.getWidth()];
        Random random = new Random(passage.getIndex());
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return Activation.newBuilder()
                .setBook(passage.getBook())
                .setIndex(passage.getIndex())
                .setRole(model.getRole())
                .setModel(model.getSha256())
                .setWidth(model.getWidth())
                .setTokens(10)
                .setLayers(model.getReadLayers())
                .setPooled(List.of(HalfPrecision.encode(numbers)))
                .build();
    }

    private static BookChunk chunk(int index, String text) {
        String whole = String.join("", CHUNK_TEXTS);
        return new BookChunk("c", index, CHUNK_TEXTS.size(), BookSender.sha256(whole), "c", "Nobody", List.of(), text);
    }

    private static StoryToken token(int index, String text, boolean last) {
        return StoryToken.newBuilder()
                .setStory("s")
                .setConcept("crime")
                .setArm("unsteered")
                .setIndex(index)
                .setText(text)
                .setLogProb(-1)
                .setLast(last)
                .setSeed(1)
                .build();
    }
}
