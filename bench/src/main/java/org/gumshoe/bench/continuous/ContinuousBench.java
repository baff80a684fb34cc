// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.standalone.Standalone;
import org.gumshoe.text.Book;

/**
 * Benchmark of a running system that books and models change; see {@code bench/continuous/run}.
 * Labels reach only the evaluation service, as genres of books.
 */
public final class ContinuousBench {
    private static final String CONCEPT = "detective";
    private static final String GENRE = "detective";
    private static final List<String> SEEDS = List.of(
            "murder",
            "evidence",
            "inspector",
            "detective",
            "crime",
            "police",
            "murdered",
            "suspicion",
            "clue",
            "criminal");

    private final Map<String, String> options;
    private final Path out;
    private final LabelledBooks labelledBooks;
    private final StoryLog storyLog = new StoryLog();
    private final PairedScores pairedScores;
    private final ContinuousReport report;
    private final StoryRequester storyRequester;
    private volatile long changedAt = System.currentTimeMillis();

    private ContinuousBench(Map<String, String> options, LabelledBooks labelledBooks, Path out) {
        this.options = options;
        this.labelledBooks = labelledBooks;
        this.out = out;
        pairedScores = new PairedScores(labelledBooks.labels());
        report = new ContinuousReport(CONCEPT, pairedScores, storyLog);
        storyRequester = new StoryRequester(CONCEPT, number("tokens", 80), storyLog);
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = Arrays.stream(arguments)
                .skip(3)
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        LabelledBooks books = LabelledBooks.read(Path.of(arguments[0]), Path.of(arguments[1]), "detective", GENRE);
        new ContinuousBench(options, books, Path.of(arguments[2])).run();
        System.exit(0);
    }

    private int number(String name, int fallback) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(fallback)));
    }

    private void run() throws Exception {
        int first = number("first", 20);
        int twoWaves = first + number("then", 20);
        List<Book> all = labelledBooks.alternating(twoWaves + number("during", 6));
        List<Book> books = all.subList(0, twoWaves);
        Settings settings = new Settings(Map.of(
                "broker.port", "0",
                "port", "0",
                "gateway.port", "0",
                "evaluation.genre", GENRE,
                "passages.per.book", Integer.toString(number("sample", 12))));
        BenchModels models = BenchModels.of(options);
        try (Standalone system = Standalone.start(out.resolve("data"), settings);
                GumshoeClient client = new GumshoeClient(system.settings());
                TopicTable<RefinedScore> scores =
                        new TopicTable<>(system.settings(), Topics.REFINED_SCORES, pairedScores::add);
                TopicTable<StoryToken> stories = new TopicTable<>(system.settings(), Topics.STORIES, storyLog::add);
                TopicTable<SteeringVector> vectors =
                        new TopicTable<>(system.settings(), Topics.STEERING_VECTORS, (key, vector) -> changed(vector));
                TopicTable<RefinementMetric> metrics = new TopicTable<>(
                        system.settings(), Topics.REFINEMENT_METRICS, (key, metric) -> report.addMetric(metric))) {
            Polling.until("the services", system::ready);
            Polling.until("the topics", () -> scores.caughtUp() && stories.caughtUp() && metrics.caughtUp());
            client.publishConcept(Concept.newBuilder()
                    .setName(CONCEPT)
                    .setSeeds(SEEDS)
                    .setPseudoCount(20)
                    .build());
            client.announceModels(List.of(models.weak(), models.strong()));
            Thread.ofPlatform().daemon().start(() -> storyRequester.run(client));
            step(
                    "books 1 to " + first,
                    () -> send(client, books.subList(0, first)),
                    vectors,
                    first,
                    models.weak(),
                    models.strong());
            step(
                    "books " + (first + 1) + " to " + books.size(),
                    () -> send(client, books.subList(first, books.size())),
                    vectors,
                    books.size(),
                    models.weak(),
                    models.strong());
            step(
                    "strong model at layers " + models.otherLayers().getReadLayers(),
                    () -> client.announceModels(List.of(models.otherLayers())),
                    vectors,
                    books.size(),
                    models.weak(),
                    models.otherLayers());
            step(
                    "weak model " + models.otherWeak().getName(),
                    () -> client.announceModels(List.of(models.otherWeak())),
                    vectors,
                    books.size(),
                    models.otherWeak(),
                    models.otherLayers());
            step(
                    "back to the weak model " + models.weak().getName(),
                    () -> client.announceModels(List.of(models.weak())),
                    vectors,
                    books.size(),
                    models.weak(),
                    models.otherLayers());
            step(
                    "strong model at layers " + models.lastLayers().getReadLayers() + " and books " + (twoWaves + 1)
                            + " to " + all.size(),
                    () -> {
                        client.announceModels(List.of(models.lastLayers()));
                        Polling.pause(10_000);
                        send(client, all.subList(twoWaves, all.size()));
                    },
                    vectors,
                    all.size(),
                    models.weak(),
                    models.lastLayers());
        }
        Files.writeString(out.resolve("report.md"), report.report());
        Files.writeString(out.resolve("stories.md"), storyLog.markdown());
    }

    private void send(GumshoeClient client, List<Book> books) {
        books.forEach(book -> {
            report.bookSent(book.id());
            client.sendBook(book);
        });
        client.flush();
    }

    /**
     * Performs an action and waits until vectors of all these books and models are in force and
     * nothing has changed for a while.
     */
    private void step(
            String what,
            Runnable action,
            TopicTable<SteeringVector> vectors,
            int books,
            ModelAnnouncement weak,
            ModelAnnouncement strong) {
        System.err.println(what);
        long start = System.currentTimeMillis();
        changedAt = start;
        action.run();
        Map<String, String> readings = Map.of(
                ModelRole.WEAK.wireName(),
                ModelReading.of(weak).toString(),
                ModelRole.STRONG.wireName(),
                ModelReading.of(strong).toString());
        Polling.until("a vector of " + readings, () -> {
            SteeringVector vector = vectors.view()
                    .get(new VectorKey(CONCEPT, ModelRole.STRONG.wireName(), VectorKind.TRANSLATED.wireName())
                            .format());
            return vector != null
                    && vector.getBooks() == books
                    && vector.getReadings().equals(readings);
        });
        long inForce = System.currentTimeMillis();
        Polling.until("quiet", () -> System.currentTimeMillis() - changedAt > 1000L * number("quiet", 25));
        report.step(what, start, inForce, changedAt);
    }

    private void changed(SteeringVector vector) {
        changedAt = System.currentTimeMillis();
        if (vector == null || !vector.getConcept().equals(CONCEPT)) {
            return;
        }
        report.addVersion(vector);
        if (vector.getRole().equals(ModelRole.STRONG.wireName())
                && vector.getKind().equals(VectorKind.REFINED.wireName())) {
            storyRequester.offer(vector);
        }
    }
}
