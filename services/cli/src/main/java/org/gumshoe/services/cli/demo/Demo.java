// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.LanguageModel;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.services.cli.system.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.text.Book;

/**
 * Sends books, watches what the services make of them and asks for stories: a client of the stream
 * and nothing else.
 */
public final class Demo {
    /** Longer than evaluation takes for scores that it has. */
    private static final double JUDGEMENT_SECONDS = 15;

    /**
     * @param sample whether the books are the built-in sample
     * @param genre by which the evaluation service judges the refined scores; null when it was told
     *     none
     */
    public record Wishes(
            DemoBooks library,
            Concept concept,
            List<LanguageModel> models,
            int tokens,
            Double strength,
            long seed,
            boolean sample,
            String genre) {

        /**
         * Names the inputs, so that an interrupted demo finds its data again and another one does
         * not.
         */
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
    private final WaitLoop waiting;
    private final DemoPrinter show;
    private final StageTimes stages = new StageTimes();
    private final StoryView telling;

    private Demo(Wishes wishes, Settings settings, List<Service> services, PrintStream out) {
        this.wishes = wishes;
        this.settings = settings;
        this.waiting = new WaitLoop(out, services);
        this.show = new DemoPrinter(out);
        this.telling = new StoryView(wishes);
    }

    /** @param services those of this process; empty when they run elsewhere */
    public static DemoReport run(Wishes wishes, Settings settings, List<Service> services, PrintStream out) {
        Demo demo = new Demo(wishes, settings, services, out);
        Thread hook = new Thread(demo.waiting::stop);
        Runtime.getRuntime().addShutdownHook(hook);
        return demo.run(services, out);
    }

    private DemoReport run(List<Service> services, PrintStream out) {
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
        try (StreamView watch = new StreamView(settings, ids, telling::accept);
                GumshoeClient announcer = new GumshoeClient(settings)) {
            // the concept first: a guided one shapes the prior of a topic model that has not begun
            announcer.concept(wishes.concept());
            waiting.until("the concept", () -> stages.since("start") > 2, () -> "announcing the concept");
            announcer.models(wishes.models());
            books.forEach(announcer::book);
            announcer.flush();
            return follow(watch, announcer, out);
        }
    }

    private DemoReport follow(StreamView watch, GumshoeClient announcer, PrintStream out) {
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
                () -> isOfAll(
                                watch.vector(wishes.concept().getName(), "strong", StoryView.TRANSLATED),
                                watch,
                                model,
                                stitch)
                        && isOfAll(watch.refinement(wishes.concept().getName(), "strong"), watch, model, null),
                () -> "translating the vector");
        SteeringVector vector = watch.vector(wishes.concept().getName(), "strong", StoryView.TRANSLATED)
                .orElseThrow();
        var shuffled = watch.vector(wishes.concept().getName(), "strong", "shuffled");
        SteeringVector refined = watch.vector(wishes.concept().getName(), "strong", StoryView.REFINED)
                .orElseThrow();
        show.vector(vector, shuffled);
        SteeringVector refinement =
                watch.refinement(wishes.concept().getName(), "strong").orElseThrow();
        show.refined(refinement);
        Optional<DemoReport.Judged> judged = judged(watch, refinement);
        judged.ifPresent(figures -> show.judged(figures, wishes.sample()));
        stages.done("vector");
        show.storiesBegin();
        telling.tell(announcer, waiting, out);
        stages.done("stories");
        DemoReport report = new DemoReporter(
                        wishes, watch, model, match, stitch, vector, shuffled, refinement, judged, stages)
                .report(telling.stories(vector, refined));
        show.summary(report, wishes);
        return report;
    }

    private void awaitActivations(StreamView watch) {
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

    /**
     * Whether the newest vector is made of all there is; {@code stitch} is null for a vector that
     * needs no map.
     */
    private static boolean isOfAll(
            Optional<SteeringVector> vector, StreamView watch, TopicModel model, StitchManifest stitch) {
        return vector.filter(v -> v.getPassages() >= watch.sampled())
                .filter(v -> v.getModelVersion() >= model.version())
                .filter(v -> stitch == null || v.getStitchVersion() >= stitch.getVersion())
                .isPresent();
    }

    private Optional<DemoReport.Judged> judged(StreamView watch, SteeringVector refinement) {
        if (wishes.genre() == null) {
            return Optional.empty();
        }
        double until = stages.now() + JUDGEMENT_SECONDS;
        waiting.until(
                "the judgement",
                () -> stages.now() > until
                        || GenreScores.of(watch, refinement, wishes.genre()).isPresent(),
                () -> "judging the refined scores by genre");
        return GenreScores.of(watch, refinement, wishes.genre());
    }
}
