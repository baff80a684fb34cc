// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.cli.Announcer;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.text.Book;

/** Sends books, watches what the services make of them and asks for stories: a client of the stream and nothing else. */
public final class Demo {
    private static final String UNSTEERED = "unsteered";
    private static final String TRANSLATED = "translated";
    private static final String REFINED = "refined";
    private static final List<String> ARMS = List.of(UNSTEERED, TRANSLATED, REFINED);

    /** @param sample whether the books are the built-in sample */
    public record Wishes(
            Library library,
            Concept concept,
            List<LanguageModel> models,
            int tokens,
            Double strength,
            long seed,
            boolean sample) {

        /** Names the inputs, so that an interrupted demo finds its data again and another one does not. */
        public String digest(int perBook) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (Book book : library.books()) {
                    digest.update((book.id() + book.text().hashCode()).getBytes(StandardCharsets.UTF_8));
                }
                digest.update((concept.toString() + models + perBook).getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(digest.digest(), 0, 6);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Wishes wishes;
    private final Settings settings;
    private final Waiting waiting;
    private final Show show;
    private final Stages stages = new Stages();
    private final List<SideBySide> beside = new ArrayList<>();

    private Demo(Wishes wishes, Settings settings, List<Service> services, PrintStream out) {
        this.wishes = wishes;
        this.settings = settings;
        this.waiting = new Waiting(out, services);
        this.show = new Show(out);
    }

    /** @param services those of this process; empty when they run elsewhere */
    public static Report run(Wishes wishes, Settings settings, List<Service> services, PrintStream out) {
        Demo demo = new Demo(wishes, settings, services, out);
        Thread hook = new Thread(demo.waiting::stop);
        Runtime.getRuntime().addShutdownHook(hook);
        return demo.run(services, out);
    }

    private Report run(List<Service> services, PrintStream out) {
        List<Book> books = wishes.library().books();
        show.start(wishes);
        waiting.until(
                "the services",
                () -> services.stream().allMatch(Service::ready),
                () -> services.stream()
                        .filter(s -> !s.ready())
                        .map(Service::name)
                        .collect(Collectors.joining(", ", "starting ", "")));
        stages.done("start");
        Set<String> ids = books.stream().map(Book::id).collect(Collectors.toSet());
        try (Watch watch = new Watch(settings, ids, token -> beside.forEach(stories -> stories.accept(token)));
                Announcer announcer = new Announcer(settings)) {
            // the concept first: a guided one shapes the prior of a topic model that has not begun
            announcer.concept(wishes.concept());
            waiting.until("the concept", () -> stages.since("start") > 2, () -> "announcing the concept");
            announcer.models(wishes.models());
            books.forEach(announcer::book);
            announcer.flush();
            return follow(watch, announcer, out);
        }
    }

    private Report follow(Watch watch, Announcer announcer, PrintStream out) {
        waiting.until(
                "the passages",
                watch::ingested,
                () -> watch.booksSeen() + " books cut into " + watch.passages() + " passages");
        show.ingested(wishes.library(), watch);
        stages.done("ingest");
        waiting.until(
                "the topic model",
                () -> watch.model().map(m -> m.passages() >= watch.passages()).orElse(false),
                () -> "learning topics"
                        + watch.model()
                                .map(m -> " (" + m.passages() + " passages)")
                                .orElse(""));
        TopicModel model = watch.model().orElseThrow();
        ConceptMatch match = ConceptFinder.find(
                model,
                wishes.concept().getName(),
                wishes.concept().getSeeds(),
                wishes.concept().getTopic());
        show.topics(model, match, wishes.concept());
        stages.done("topics");
        waiting.until(
                "the assignments",
                () -> watch.assigned(model.version()) >= watch.passages(),
                () -> watch.assigned(model.version()) + " of " + watch.passages() + " passages assigned");
        show.assignments(watch, wishes.concept().getName());
        stages.done("assignments");
        awaitActivations(watch);
        stages.done("activations");
        waiting.until(
                "the stitch map",
                () -> watch.stitch()
                        .map(m -> m.getPairs() + m.getHeldOutPairs() >= watch.sampled())
                        .orElse(false),
                () -> "fitting the stitch map"
                        + watch.stitch()
                                .map(m -> " (" + m.getPairs() + " beside)")
                                .orElse(""));
        StitchManifest stitch = watch.stitch().orElseThrow();
        show.stitch(stitch, wishes.models());
        stages.done("stitch");
        waiting.until(
                "the steering vector",
                () -> vector(watch, model, stitch, TRANSLATED) && vector(watch, model, null, REFINED),
                () -> "translating the vector");
        SteeringVector vector =
                watch.vector(wishes.concept().getName(), "strong", TRANSLATED).orElseThrow();
        var shuffled = watch.vector(wishes.concept().getName(), "strong", "shuffled");
        SteeringVector refined =
                watch.vector(wishes.concept().getName(), "strong", REFINED).orElseThrow();
        show.vector(vector, shuffled);
        show.refined(refined);
        stages.done("vector");
        List<StoryRequest> requests = requests();
        tell(announcer, requests, out);
        stages.done("stories");
        Report report = new Reporting(wishes, watch, model, match, stitch, vector, shuffled, refined, stages)
                .report(stories(requests, vector, refined));
        show.summary(report, wishes);
        return report;
    }

    private void awaitActivations(Watch watch) {
        int wanted = watch.sampled();
        double from = stages.now();
        int before = watch.activated("weak") + watch.activated("strong");
        waiting.until(
                "the activations",
                () -> watch.activated("weak") >= wanted && watch.activated("strong") >= wanted,
                () -> {
                    int weak = watch.activated("weak");
                    int strong = watch.activated("strong");
                    double rate = (weak + strong - before) / Math.max(.1, stages.now() - from);
                    String left =
                            rate > 0 ? String.format(", about %.0f s left", (2 * wanted - weak - strong) / rate) : "";
                    return String.format(
                            "activations: weak %d, strong %d of %d passages, %.1f passages/s%s",
                            weak, strong, wanted, rate, left);
                });
        show.activations(wanted, stages.now() - stages.at("ingest"));
    }

    /** Whether the newest vector is made of all there is; {@code stitch} is null for a vector that needs no map. */
    private boolean vector(Watch watch, TopicModel model, StitchManifest stitch, String kind) {
        return watch.vector(wishes.concept().getName(), "strong", kind)
                .filter(v -> v.getPassages() >= watch.sampled())
                .filter(v -> v.getModelVersion() >= model.version())
                .filter(v -> stitch == null || v.getStitchVersion() >= stitch.getVersion())
                .isPresent();
    }

    private List<StoryRequest> requests() {
        List<StoryRequest> requests = new ArrayList<>();
        for (String opening : Openings.STORIES) {
            for (String arm : ARMS) {
                requests.add(StoryRequest.newBuilder()
                        .setStory(UUID.randomUUID().toString())
                        .setConcept(wishes.concept().getName())
                        .setPrompt(opening)
                        .setArm(arm)
                        .setSeed(wishes.seed())
                        .setTokens(wishes.tokens())
                        .setStrength(wishes.strength())
                        .build());
            }
        }
        return requests;
    }

    private void tell(Announcer announcer, List<StoryRequest> requests, PrintStream out) {
        for (int i = 0; i < requests.size(); i += ARMS.size()) {
            beside.add(new SideBySide(out, requests.subList(i, i + ARMS.size())));
        }
        show.storiesBegin();
        announcer.stories(requests);
        for (SideBySide stories : beside) {
            stories.show();
            waiting.until("the stories", stories::complete, () -> "" + stories.tokensSoFar(), false);
            stories.finish();
        }
    }

    private List<Report.Story> stories(List<StoryRequest> requests, SteeringVector translated, SteeringVector refined) {
        Map<String, Double> strengths = Map.of(
                UNSTEERED, 0.,
                TRANSLATED, translated.getLayers().getFirst().getStrength(),
                REFINED, refined.getLayers().getFirst().getStrength());
        List<Report.Story> stories = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            StoryRequest request = requests.get(i);
            stories.add(new Report.Story(
                    request.getArm(),
                    request.getPrompt(),
                    request.getSeed(),
                    request.getArm().equals(UNSTEERED) || wishes.strength() == null
                            ? strengths.get(request.getArm())
                            : wishes.strength(),
                    beside.get(i / ARMS.size()).text(i % ARMS.size())));
        }
        return stories;
    }

    /** When each stage ended, in seconds since the demo began. */
    static final class Stages {
        private final long begin = System.nanoTime();
        private final Map<String, Double> ends = new LinkedHashMap<>();

        double now() {
            return (System.nanoTime() - begin) / 1e9;
        }

        void done(String stage) {
            ends.put(stage, now());
        }

        double at(String stage) {
            return ends.get(stage);
        }

        double since(String stage) {
            return now() - at(stage);
        }

        /** How long each stage took after the one before it, and all together. */
        Map<String, Double> lengths() {
            Map<String, Double> lengths = new LinkedHashMap<>();
            double last = 0;
            for (var stage : ends.entrySet()) {
                lengths.put(stage.getKey(), stage.getValue() - last);
                last = stage.getValue();
            }
            lengths.put("total", last);
            return lengths;
        }
    }
}
