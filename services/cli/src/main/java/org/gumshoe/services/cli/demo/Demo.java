// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.ConceptFinder;
import org.gumshoe.lda.ConceptMatch;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.stitch.Pairing;
import org.gumshoe.text.Book;

/**
 * Demo of the whole loop: sends books, follows what the services make of them, and requests
 * stories. It is an ordinary client of the stream.
 */
public final class Demo {
    /** Limit of the wait for genre metrics, longer than evaluation takes for existing scores. */
    private static final double GENRE_TIMEOUT_SECONDS = 15;

    /** Limit of the wait for the model's own texts, without which stories are chosen by likelihood. */
    private static final double OWN_TEXTS_TIMEOUT_SECONDS = 120;

    private final DemoOptions options;
    private final Settings settings;
    private final WaitLoop waitLoop;
    private final DemoPrinter printer;
    private final StageTimes stageTimes = new StageTimes();
    private final StoryView storyView;

    private Demo(DemoOptions options, Settings settings, List<Service> services, PrintStream out) {
        this.options = options;
        this.settings = settings;
        this.waitLoop = new WaitLoop(out, services);
        this.printer = new DemoPrinter(out);
        this.storyView = new StoryView(options);
    }

    /**
     * Runs the demo.
     *
     * @param services those of this process; empty when they run elsewhere
     */
    public static DemoReport run(DemoOptions options, Settings settings, List<Service> services, PrintStream out) {
        Demo demo = new Demo(options, settings, services, out);
        Thread hook = new Thread(demo.waitLoop::stop);
        Runtime.getRuntime().addShutdownHook(hook);
        return demo.run(services, out);
    }

    private DemoReport run(List<Service> services, PrintStream out) {
        List<Book> books = options.demoBooks().books();
        printer.start(options);
        waitLoop.until(
                "the services",
                () -> services.stream().allMatch(Service::ready),
                () -> services.stream()
                        .filter(s -> !s.ready())
                        .map(Service::name)
                        .collect(Collectors.joining(", ", "starting ", "")));
        stageTimes.end("start");
        Set<String> ids = books.stream().map(Book::id).collect(Collectors.toSet());
        try (StreamView stream = new StreamView(settings, ids, storyView::accept);
                GumshoeClient client = new GumshoeClient(settings)) {
            // the concept comes first, since a guided one shapes the prior from the start
            client.publishConcept(options.concept());
            waitLoop.until("the concept", () -> stageTimes.since("start") > 2, () -> "announcing the concept");
            client.announceModels(options.models());
            books.forEach(client::sendBook);
            client.flush();
            return follow(stream, client, out);
        }
    }

    private DemoReport follow(StreamView stream, GumshoeClient client, PrintStream out) {
        waitLoop.until(
                "the passages",
                stream::ingested,
                () -> stream.booksSeen() + " books cut into " + stream.passages() + " passages");
        printer.ingested(options.demoBooks(), stream);
        if (stream.sampled() < Pairing.FEWEST_PAIRS) {
            throw new BadInputException(
                    "These books have %d passages for the language models, and a stitch map needs %d or more: add books, or longer ones, or ask for more with --passages."
                            .formatted(stream.sampled(), Pairing.FEWEST_PAIRS));
        }
        stageTimes.end("ingest");
        waitLoop.until(
                "the topic model",
                () -> stream.model().map(m -> m.passages() >= stream.passages()).orElse(false),
                () -> "learning topics"
                        + stream.model()
                                .map(m -> " (" + m.passages() + " passages)")
                                .orElse(""));
        TopicModel model = stream.model().orElseThrow();
        ConceptMatch match = ConceptFinder.find(
                model,
                options.concept().getName(),
                options.concept().getSeeds(),
                options.concept().getTopic());
        printer.topics(model, match, options.concept());
        if (!match.found()) {
            throw new BadInputException("The concept cannot be found: " + match.explanation()
                    + "; give words that these books have with --seeds word,word.");
        }
        stageTimes.end("topics");
        waitLoop.until(
                "the assignments",
                () -> stream.assigned(model.version()) >= stream.passages(),
                () -> stream.assigned(model.version()) + " of " + stream.passages() + " passages assigned");
        printer.assignments(stream, options.concept().getName());
        stageTimes.end("assignments");
        awaitActivations(stream);
        OwnTexts.request(client, options, StoryArm.UNSTEERED);
        stageTimes.end("activations");
        waitLoop.until(
                "the stitch map",
                () -> stream.stitch()
                        .map(m -> m.getPairs() + m.getHeldOutPairs() >= stream.sampled())
                        .orElse(false),
                () -> "fitting the stitch map"
                        + stream.stitch()
                                .map(m -> " (" + m.getPairs() + " pairs)")
                                .orElse(""));
        StitchManifest stitch = stream.stitch().orElseThrow();
        printer.stitch(stitch, options.models());
        stageTimes.end("stitch");
        waitLoop.until(
                "the steering vector",
                () -> coversAll(
                                stream.vector(options.concept().getName(), ModelRole.STRONG, VectorKind.TRANSLATED),
                                stream,
                                model,
                                stitch)
                        && coversAll(
                                stream.refinement(options.concept().getName(), ModelRole.STRONG), stream, model, null),
                () -> "translating the vector" + reasonForNone(stream));
        awaitOwnTexts(stream, client);
        SteeringVector vector = stream.vector(options.concept().getName(), ModelRole.STRONG, VectorKind.TRANSLATED)
                .orElseThrow();
        var shuffled = stream.vector(options.concept().getName(), ModelRole.STRONG, VectorKind.SHUFFLED);
        SteeringVector refined = stream.vector(options.concept().getName(), ModelRole.STRONG, VectorKind.REFINED)
                .orElseThrow();
        printer.vector(vector, shuffled);
        SteeringVector refinement =
                stream.refinement(options.concept().getName(), ModelRole.STRONG).orElseThrow();
        printer.refined(refinement);
        Optional<DemoReport.GenreScore> genreScore = genreScore(stream, refinement);
        genreScore.ifPresent(figures -> printer.genreScore(figures, options.sample()));
        stageTimes.end("vector");
        printer.storiesHeading();
        storyView.requestAndPrint(client, waitLoop, out);
        stageTimes.end("stories");
        DemoReport report = new DemoReporter(
                        options, stream, model, match, stitch, vector, shuffled, refinement, genreScore, stageTimes)
                .report(storyView.stories(vector, refined));
        printer.summary(report, options);
        return report;
    }

    private void awaitActivations(StreamView stream) {
        int passages = stream.sampled();
        double start = stageTimes.now();
        int before = stream.activated(ModelRole.WEAK) + stream.activated(ModelRole.STRONG);
        waitLoop.until(
                "the activations",
                () -> stream.activated(ModelRole.WEAK) >= passages && stream.activated(ModelRole.STRONG) >= passages,
                () -> {
                    int weak = stream.activated(ModelRole.WEAK);
                    int strong = stream.activated(ModelRole.STRONG);
                    double rate = (weak + strong - before) / Math.max(.1, stageTimes.now() - start);
                    String left =
                            rate > 0 ? String.format(", about %.0f s left", (2 * passages - weak - strong) / rate) : "";
                    return String.format(
                            "activations: weak %d, strong %d of %d passages, %.1f passages/s%s",
                            weak, strong, passages, rate, left);
                });
        printer.activations(passages, stageTimes.now() - stageTimes.endOf("ingest"));
    }

    private void awaitOwnTexts(StreamView stream, GumshoeClient client) {
        String concept = options.concept().getName();
        boolean solved = settings.getBoolean("steering.strengths.solved", false);
        double until = stageTimes.now() + OWN_TEXTS_TIMEOUT_SECONDS;
        if (solved) {
            waitLoop.until(
                    "the single directions",
                    () -> stageTimes.now() > until
                            || stream.vector(concept, ModelRole.STRONG, VectorKind.SEED_WORDS)
                                    .isPresent(),
                    () -> "refining the concept");
            OwnTexts.request(client, options, StoryArm.CLASS_CONTRAST, StoryArm.SEED_WORDS);
        }
        waitLoop.until(
                "the model's own texts",
                () -> stageTimes.now() > until
                        || stream.refinement(concept, ModelRole.STRONG)
                                .filter(OwnTexts::areKnownTo)
                                .filter(refined -> !solved || OwnTexts.areSolvedIn(refined))
                                .isPresent(),
                () -> "reading what the model writes by itself");
    }

    /** Returns why there is no refined vector yet, where the steering service says so. */
    private String reasonForNone(StreamView stream) {
        return stream.vector(options.concept().getName(), ModelRole.STRONG, VectorKind.NATIVE)
                .map(vector -> vector.getNotYet().get(VectorKind.REFINED.wireName()))
                .map(reason -> " (not yet: " + reason + ")")
                .orElse("");
    }

    /**
     * Returns whether the newest vector is made from everything that was sent.
     *
     * @param stitch null for a vector that needs no map
     */
    private static boolean coversAll(
            Optional<SteeringVector> vector, StreamView stream, TopicModel model, StitchManifest stitch) {
        return vector.filter(v -> v.getPassages() >= stream.sampled())
                .filter(v -> v.getModelVersion() >= model.version())
                .filter(v -> stitch == null || v.getStitchVersion() >= stitch.getVersion())
                .isPresent();
    }

    private Optional<DemoReport.GenreScore> genreScore(StreamView stream, SteeringVector refinement) {
        if (options.genre() == null) {
            return Optional.empty();
        }
        double until = stageTimes.now() + GENRE_TIMEOUT_SECONDS;
        waitLoop.until(
                "the genre metrics",
                () -> stageTimes.now() > until
                        || GenreScores.of(stream, refinement, options.genre()).isPresent(),
                () -> "scoring the refined concept by genre");
        return GenreScores.of(stream, refinement, options.genre());
    }
}
