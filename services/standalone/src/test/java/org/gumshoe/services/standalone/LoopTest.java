// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.send;
import static org.gumshoe.services.standalone.TestStream.sendCorrupt;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.common.runtime.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop, from books to a steered story, with two small random models; then once more on
 * the same data.
 */
class LoopTest {
    private static final Settings SETTINGS = new Settings(Map.of(
            "broker.port", "0",
            "port", "0",
            "gateway.port", "0",
            "passage.words", "30",
            "topics.number", "3",
            "topics.minibatch", "16",
            "topics.min.books", "2",
            "commit.interval.ms", "200"));
    private static final List<String> ALL =
            List.of("letter", "window", "morning", "servant", "garden", "table", "question", "carriage");
    private static final List<String> CRIME =
            List.of("murder", "detective", "evidence", "poison", "suspect", "revolver", "alibi", "inspector");
    private static final List<String> SEA =
            List.of("anchor", "harbour", "captain", "rigging", "whale", "tide", "lighthouse", "cargo");
    private static final int BOOKS = 24;

    @TempDir
    private Path dir;

    private static boolean isCrime(int book) {
        return book % 3 == 0;
    }

    private static String id(int book) {
        return "book%02d".formatted(book);
    }

    private static String novel(int book) {
        Random random = new Random(book);
        StringBuilder text = new StringBuilder();
        for (int sentence = 0; sentence < 16; sentence++) {
            List<String> own = isCrime(book) ? CRIME : SEA;
            text.append("Then the ")
                    .append(pick(own, random))
                    .append(" and the ")
                    .append(pick(ALL, random));
            text.append(" were beside the ").append(pick(own, random)).append(". ");
        }
        return text.toString();
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static void sendBooks(Settings settings, int from, int to) {
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            for (int book = from; book < to; book++) {
                BookSender.send(producer, id(book), id(book), "Nobody", List.of(), novel(book));
            }
        }
    }

    /** What the newest records say. */
    private static final class View implements AutoCloseable {
        private final TopicTable<Passage> passages;
        private final TopicTable<SpecificRecord> topicModel;
        private final TopicTable<Assignment> assignments;
        private final TopicTable<Activation> activations;
        private final TopicTable<SpecificRecord> stitchMap;
        private final TopicTable<SteeringVector> vectors;

        View(Settings settings) {
            passages = new TopicTable<>(settings, Topics.PASSAGES);
            topicModel = new TopicTable<>(settings, Topics.TOPIC_MODEL);
            assignments = new TopicTable<>(settings, Topics.ASSIGNMENTS);
            activations = new TopicTable<>(settings, Topics.ACTIVATIONS);
            stitchMap = new TopicTable<>(settings, Topics.STITCH_MAP);
            vectors = new TopicTable<>(settings, Topics.STEERING_VECTORS);
        }

        long version() {
            return topicModel.view().get(Topics.MANIFEST) instanceof TopicModelManifest manifest
                            && manifest.getPassages() == passages.view().size()
                    ? manifest.getVersion()
                    : Long.MAX_VALUE;
        }

        Optional<SteeringVector> translated() {
            return Optional.ofNullable(vectors.view().get("crime|strong|translated"));
        }

        /** Whether everything that was sent has come through to the vector. */
        boolean settled(int books) {
            int count = passages.view().size();
            return passages.view().values().stream()
                                    .map(Passage::getBook)
                                    .distinct()
                                    .count()
                            == books
                    && activations.view().size() == 2 * count
                    && stitchMap.view().get(Topics.MANIFEST) instanceof StitchManifest map
                    && map.getPairs() + map.getHeldOutPairs() == count
                    && translated()
                            .filter(vector -> vector.getPassages() == count)
                            .filter(vector -> vector.getModelVersion() >= version())
                            .filter(vector -> vector.getStitchVersion() == map.getVersion())
                            .isPresent();
        }

        @Override
        public String toString() {
            return "%d passages, topic model %d, %d assignments, %d activations, map %s, vector %s"
                    .formatted(
                            passages.view().size(),
                            version(),
                            assignments.view().size(),
                            activations.view().size(),
                            stitchMap.view().get(Topics.MANIFEST),
                            translated()
                                    .map(v -> v.getPassages() + " passages, topic model " + v.getModelVersion()
                                            + ", map " + v.getStitchVersion()));
        }

        @Override
        public void close() {
            List.of(passages, topicModel, assignments, activations, stitchMap, vectors)
                    .forEach(TopicTable::close);
        }
    }

    @Test
    void booksBecomeASteeredStoryAndASecondStartGoesOn() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS);
                var view = new View(system.settings())) {
            Settings settings = system.settings();
            send(
                    settings,
                    Topics.CONCEPTS,
                    "crime",
                    new Concept("crime", List.of("murder", "evidence"), null, null, 20.0));
            send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "gpt2", 2));
            send(settings, Topics.LANGUAGE_MODELS, "strong", announcement("strong", "vicuna", 2, 3));
            await("it is ready", system::ready);
            Thread.sleep(1000);
            sendBooks(settings, 0, BOOKS);

            await("a vector is made of all", view, () -> view.settled(BOOKS));

            SteeringVector vector = view.translated().orElseThrow();
            assertThat(vector.getBooks()).isEqualTo(BOOKS);
            assertThat(vector.getModel())
                    .isEqualTo(announcement("strong", "vicuna", 2).getSha256());
            assertThat(vector.getLayers()).extracting(layer -> layer.getLayer()).containsExactly(2, 3);
            assertThat(view.vectors.view().keySet().stream().filter(key -> !isDiverged(key)))
                    .containsExactlyInAnyOrder(
                            "crime|strong|native",
                            "crime|strong|refined",
                            "crime|strong|shuffled",
                            "crime|strong|translated",
                            "crime|weak|native",
                            "crime|weak|refined");
            assertTheConceptIsWhereItIs(view);
            ask(
                    settings,
                    story("plain", "unsteered"),
                    story("steered", "translated").setStrength(20.0));
            assertThat(endedStory(settings, "steered").getFirst().getVectorVersion())
                    .isPositive();
            assertThat(text(endedStory(settings, "steered"))).isNotEqualTo(text(endedStory(settings, "plain")));
            await(
                    "the stories are measured",
                    () -> records(settings, Topics.REFINEMENT_METRICS).stream()
                            .map(record -> record.key())
                            .collect(Collectors.toSet())
                            .containsAll(Set.of(
                                    "crime|perplexity|translated", "crime|norm|strong|translated", "*|stitch-r2")));
            ask(settings, story("survivor", "translated").setTokens(150));
        }

        try (var system = Standalone.start(dir, SETTINGS);
                var view = new View(system.settings())) {
            sendBooks(system.settings(), BOOKS - 1, BOOKS + 1);

            await("the new book has come through", view, () -> view.settled(BOOKS + 1));

            assertThat(records(system.settings(), Topics.ACTIVATIONS))
                    .as("each passage is read once by each model, however often the system starts")
                    .hasSize(2 * view.passages.view().size());
            assertThat(endedStory(system.settings(), "survivor").getFirst().getError())
                    .isEmpty();
            assertThat(records(system.settings(), Topics.DEAD_LETTERS)).isEmpty();
            anotherChoiceOfLayersTakesOverAndTheFormerOneComesBack(system.settings(), view);
            sendCorrupt(system.settings(), Topics.ACTIVATIONS, "book00#0|weak");
            await(
                    "the keeper of the activations reports corrupt bytes",
                    () -> records(system.settings(), Topics.DEAD_LETTERS).size() == 1);
            assertThat(records(system.settings(), Topics.DEAD_LETTERS)).allSatisfy(letter -> {
                assertThat(letter.value()).containsExactly(1, 2, 3, 4);
                assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("activations");
            });
            assertThat(system.services()).noneMatch(Service::failed);
        }
    }

    private static void anotherChoiceOfLayersTakesOverAndTheFormerOneComesBack(Settings settings, View view)
            throws Exception {
        int passages = view.passages.view().size();
        announceAgain(settings, 1, 3);
        await("the other layer is in force", view, () -> isInForce(view, 3));
        SteeringVector other = view.translated().orElseThrow();
        assertThat(other.getCauses()).extracting(Cause::getKind).contains("language-model");
        assertThat(records(settings, Topics.ACTIVATIONS)).hasSize(3 * passages);

        announceAgain(settings, 2, 2, 3);
        await("the former layers are back", view, () -> isInForce(view, 2, 3));
        assertThat(records(settings, Topics.ACTIVATIONS))
                .as("nothing is read again")
                .hasSize(3 * passages);
    }

    private static void announceAgain(Settings settings, long version, Integer... layers) {
        ModelAnnouncement model = announcement("strong", "vicuna", layers);
        model.setVersion(version);
        send(settings, Topics.LANGUAGE_MODELS, AnnouncementKey.of(model).format(), model);
        send(settings, Topics.LANGUAGE_MODELS, "strong", model);
    }

    private static boolean isInForce(View view, Integer... layers) {
        return view.translated().orElseThrow().getLayers().stream()
                .map(LayerDirection::getLayer)
                .toList()
                .equals(List.of(layers));
    }

    /** The share of crime in each book's passages sets the books of crime apart. */
    private static void assertTheConceptIsWhereItIs(View view) {
        Map<String, Double> byBook = view.assignments.view().values().stream()
                .collect(Collectors.groupingBy(
                        Assignment::getBook,
                        Collectors.averagingDouble(a -> a.getConcepts().get("crime"))));
        double minOfCrime = 1;
        double maxOfOthers = 0;
        for (int book = 0; book < BOOKS; book++) {
            if (isCrime(book)) minOfCrime = Math.min(minOfCrime, byBook.get(id(book)));
            else maxOfOthers = Math.max(maxOfOthers, byBook.get(id(book)));
        }
        assertThat(minOfCrime).isGreaterThan(maxOfOthers);
    }

    private static boolean isDiverged(String key) {
        return VectorKey.parse(key)
                .filter(vector -> vector.kind().equals("refined-diverged"))
                .isPresent();
    }
}
