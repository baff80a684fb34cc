// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.send;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.VectorKey;

/** Made-up books of crime and of the sea, and how far they have come through the whole loop. */
final class TinyLoop {
    static final Settings SETTINGS = new Settings(Map.of(
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
    static final int BOOKS = 24;

    private TinyLoop() {}

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

    /** Says what to look for, and which models read and write. */
    static void announce(Settings settings) {
        send(settings, Topics.CONCEPTS, "crime", new Concept("crime", List.of("murder", "evidence"), null, null, 20.0));
        send(settings, Topics.LANGUAGE_MODELS, "weak", announcement("weak", "gpt2", 2));
        send(settings, Topics.LANGUAGE_MODELS, "strong", announcement("strong", "vicuna", 2, 3));
    }

    static void sendBooks(Settings settings, int from, int to) {
        try (var producer = Clients.producer(settings, Topics.BOOKS, null)) {
            for (int book = from; book < to; book++) {
                BookSender.send(producer, id(book), id(book), "Nobody", List.of(), novel(book));
            }
        }
    }

    /** What the newest records say. */
    static final class View implements AutoCloseable {
        final TopicTable<Passage> passages;
        final TopicTable<SpecificRecord> topicModel;
        final TopicTable<Assignment> assignments;
        final TopicTable<Activation> activations;
        final TopicTable<SpecificRecord> stitchMap;
        final TopicTable<SteeringVector> vectors;

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

        /** The newest refinement's vector, in force or not. */
        SteeringVector refined(String role) {
            String key = "crime|" + role + "|refined";
            return vectors.view().getOrDefault(key + "-diverged", vectors.view().get(key));
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

    /** The share of crime in each book's passages sets the books of crime apart. */
    static void assertTheConceptIsWhereItIs(View view) {
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

    static boolean isDiverged(String key) {
        return VectorKey.parse(key)
                .filter(vector -> vector.kind().equals("refined-diverged"))
                .isPresent();
    }
}
