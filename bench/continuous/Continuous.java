// SPDX-License-Identifier: GPL-3.0-or-later

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.gumshoe.experiment.Openings;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.Announcer;
import org.gumshoe.services.cli.packages.PackageStore;
import org.gumshoe.services.cli.packages.Progress;
import org.gumshoe.services.kit.Reading;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.Table;
import org.gumshoe.services.kit.Topics;
import org.gumshoe.services.standalone.Standalone;
import org.gumshoe.text.Book;
import org.gumshoe.text.Books;

/**
 * See {@code bench/continuous/run}. Labels reach the evaluation service alone, as the genre of
 * books.
 */
public final class Continuous {
    private static final String CONCEPT = "detective";
    private static final String GENRE = "detective";
    private static final int OPENINGS = 3;
    /** So many the refinement's corpus direction needs. */
    private static final int OWN_TEXTS = 8;
    private static final Duration PATIENCE = Duration.ofHours(3);
    private static final List<String> SEEDS = List.of(
            "murder", "evidence", "inspector", "detective", "crime", "police", "murdered", "suspicion", "clue", "criminal");

    private final Map<String, String> options;
    private final Path out;
    private final Map<String, Boolean> labels = new HashMap<>();
    private final Paired paired = new Paired(labels);
    private final Followed followed = new Followed(CONCEPT, paired);
    private volatile SteeringVector unwritten;
    private volatile long changedAt = System.currentTimeMillis();

    private Continuous(Map<String, String> options, Path out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = Arrays.stream(arguments)
                .skip(3)
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        new Continuous(options, Path.of(arguments[2])).run(Path.of(arguments[0]), Path.of(arguments[1]));
        System.exit(0);
    }

    private int number(String name, int fallback) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(fallback)));
    }

    private void run(Path directory, Path manifest) throws Exception {
        int first = number("first", 20);
        int both = first + number("then", 20);
        List<Book> shelf = shelf(directory, manifest, both + number("during", 6));
        List<Book> books = shelf.subList(0, both);
        Settings settings = new Settings(Map.of(
                "broker.port", "0",
                "port", "0",
                "gateway.port", "0",
                "evaluation.genre", GENRE,
                "passages.per.book", Integer.toString(number("sample", 12))));
        PackageStore store = new PackageStore(PackageStore.defaultHome(), new Progress(System.err));
        LanguageModel weak = model("weak", options.getOrDefault("weak", "smollm2"), store, options.get("weaklayer"));
        LanguageModel strong = model("strong", options.getOrDefault("strong", "gemma3-270m"), store, layers("layers", "9,10,11,12,13,14"));
        LanguageModel otherLayers =
                model("strong", options.getOrDefault("strong", "gemma3-270m"), store, layers("layers2", "8,9,10,11,12,13"));
        LanguageModel lastLayers =
                model("strong", options.getOrDefault("strong", "gemma3-270m"), store, layers("layers3", "10,11,12,13,14,15"));
        LanguageModel otherWeak = model(
                "weak", options.getOrDefault("weak2", "gemma3-270m"), store, options.getOrDefault("weak2layer", "6"));
        try (Standalone system = Standalone.start(out.resolve("data"), settings);
                Announcer announcer = new Announcer(system.settings());
                Table<RefinedScore> scores = new Table<>(system.settings(), Topics.REFINED_SCORES, paired::scored);
                Table<StoryToken> stories = new Table<>(system.settings(), Topics.STORIES, followed::told);
                Table<SteeringVector> vectors = new Table<>(
                        system.settings(), Topics.STEERING_VECTORS, (key, vector) -> changed(vector));
                Table<RefinementMetric> figures = new Table<>(
                        system.settings(), Topics.REFINEMENT_METRICS, (key, metric) -> followed.judged(metric))) {
            until("the services", system::ready);
            announcer.concept(Concept.newBuilder().setName(CONCEPT).setSeeds(SEEDS).setPseudoCount(20).build());
            announcer.models(List.of(weak, strong));
            Thread.ofPlatform().daemon().start(() -> write(announcer));
            step("books 1 to " + first, () -> send(announcer, books.subList(0, first)), vectors, first, weak, strong);
            step("books " + (first + 1) + " to " + books.size(), () -> send(announcer, books.subList(first, books.size())), vectors, books.size(), weak, strong);
            step("strong model at layers " + otherLayers.getReadLayers(), () -> announcer.models(List.of(otherLayers)), vectors, books.size(), weak, otherLayers);
            step("weak model " + otherWeak.getName(), () -> announcer.models(List.of(otherWeak)), vectors, books.size(), otherWeak, otherLayers);
            step("back to the weak model " + weak.getName(), () -> announcer.models(List.of(weak)), vectors, books.size(), weak, otherLayers);
            step("strong model at layers " + lastLayers.getReadLayers() + " and books " + (both + 1) + " to " + shelf.size(), () -> {
                announcer.models(List.of(lastLayers));
                pause(10_000);
                send(announcer, shelf.subList(both, shelf.size()));
            }, vectors, shelf.size(), weak, lastLayers);
        }
        Files.writeString(out.resolve("report.md"), followed.report());
        Files.writeString(out.resolve("stories.md"), followed.stories());
    }

    /** Labelled books by turns, so that both waves hold both kinds. */
    private List<Book> shelf(Path directory, Path manifest, int most) throws IOException {
        List<String> rows = Files.readAllLines(manifest);
        List<String> head = Arrays.asList(rows.getFirst().split("\t"));
        Map<Boolean, List<Book>> byLabel = new HashMap<>(Map.of(true, new ArrayList<>(), false, new ArrayList<>()));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t");
            String label = cells[head.indexOf("detective")];
            boolean positive = label.equals("1");
            List<String> genres = label.equals("?") ? List.of() : List.of(positive ? GENRE : "other");
            Path file = directory.resolve(cells[head.indexOf("id")] + ".txt");
            if (Files.exists(file)) {
                Book book = Books.read(file);
                if (!genres.isEmpty()) {
                    labels.put(book.id(), positive);
                }
                byLabel.get(positive).add(new Book(book.id(), book.title(), book.author(), genres, book.text()));
            }
        }
        List<Book> shelf = new ArrayList<>();
        for (int i = 0; shelf.size() < most && i < rows.size(); i++) {
            for (boolean label : List.of(true, false)) {
                if (i < byLabel.get(label).size() && shelf.size() < most) {
                    shelf.add(byLabel.get(label).get(i));
                }
            }
        }
        return shelf;
    }

    private String layers(String name, String fallback) {
        return options.getOrDefault(name, fallback);
    }

    private static LanguageModel model(String role, String name, PackageStore store, String layers) {
        Path location = store.model(name);
        var info = org.gumshoe.lm.LanguageModel.info(location);
        List<Integer> read = layers == null
                ? List.of(info.blocks() / 2)
                : Arrays.stream(layers.split(",")).map(Integer::valueOf).toList();
        return LanguageModel.newBuilder()
                .setRole(role).setName(name).setLocation(location.toString()).setSha256(info.sha256())
                .setArchitecture(info.architecture()).setBlocks(info.blocks()).setWidth(info.width())
                .setReadLayers(read).setWriteLayers(read)
                .build();
    }

    private void send(Announcer announcer, List<Book> books) {
        books.forEach(book -> {
            followed.sent(book.id());
            announcer.book(book);
        });
        announcer.flush();
    }

    /**
     * Does something and waits until vectors of all these books and models are in force and nothing
     * has changed for a while.
     */
    private void step(
            String what,
            Runnable action,
            Table<SteeringVector> vectors,
            int books,
            LanguageModel weak,
            LanguageModel strong) {
        System.err.println(what);
        long from = System.currentTimeMillis();
        changedAt = from;
        action.run();
        Map<String, String> wanted = Map.of("weak", Reading.of(weak).toString(), "strong", Reading.of(strong).toString());
        until("a vector of " + wanted, () -> {
            SteeringVector vector = vectors.view().get(CONCEPT + "|strong|translated");
            return vector != null && vector.getBooks() == books && vector.getReadings().equals(wanted);
        });
        long inForce = System.currentTimeMillis();
        until("quiet", () -> System.currentTimeMillis() - changedAt > 1000L * number("quiet", 25));
        followed.step(what, from, inForce, changedAt);
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.currentTimeMillis() + PATIENCE.toMillis();
        while (!condition.getAsBoolean()) {
            if (System.currentTimeMillis() > end) {
                throw new IllegalStateException("Waited in vain for " + what);
            }
            pause(200);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void changed(SteeringVector vector) {
        changedAt = System.currentTimeMillis();
        if (vector == null || !vector.getConcept().equals(CONCEPT)) {
            return;
        }
        followed.version(vector);
        if (vector.getRole().equals("strong") && vector.getKind().equals("refined")) {
            unwritten = vector;
        }
    }

    /**
     * The same openings for every version that is in force when those before are told, as `stories
     * --follow` has them; the model by itself writes them once.
     */
    private void write(Announcer announcer) {
        boolean begun = false;
        while (true) {
            until("a version", () -> unwritten != null);
            SteeringVector vector = unwritten;
            unwritten = null;
            List<StoryRequest> requests = new ArrayList<>();
            for (int opening = 0; opening < OPENINGS; opening++) {
                requests.add(story("refined", "v" + vector.getVersion(), opening).setVersion(vector.getVersion()).build());
            }
            for (int opening = 0; !begun && opening < OWN_TEXTS; opening++) {
                requests.add(story("unsteered", "unsteered", opening).build());
            }
            begun = true;
            announcer.stories(requests);
            List<String> names = requests.stream().map(StoryRequest::getStory).toList();
            until("stories", () -> followed.ended(names));
        }
    }

    private StoryRequest.Builder story(String arm, String name, int opening) {
        return StoryRequest.newBuilder()
                .setStory(name + "|" + opening)
                .setConcept(CONCEPT).setPrompt(Openings.STORY.get(opening)).setArm(arm)
                .setSeed(1).setTokens(number("tokens", 80));
    }
}
