// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.announcement;
import static org.gumshoe.services.standalone.TestStream.arrive;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.gateway.GatewayService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames a second of the view Concept with many books and metrics, whose records nobody has computed. */
class PageFramesTest {
    private static final int BOOKS = 5_000;
    private static final int VERSIONS = 4;
    private static final int METRICS = 50;
    private static final int POINTS = 2_000;
    /** Seconds over which the scrubber is moved, from one version to the next each .7 s. */
    private static final int SECONDS = 8;

    private static final String MEASURE = """
            const done = arguments[0], frames = [], range = document.querySelector('.scrubber input[type=range]');
            let last = performance.now(), next = last;
            const end = last + %d;
            requestAnimationFrame(function step(now) {
              frames.push(now - last);
              last = now;
              if (range && now > next) {
                next = now + 700;
                range.value = (Number(range.value) + 1) %% (Number(range.max) + 1);
                range.dispatchEvent(new Event('input'));
              }
              if (now < end) requestAnimationFrame(step); else done(frames.slice(1).map(Number));
            });""".formatted(1000 * SECONDS);

    @TempDir
    private Path dir;

    @Test
    void fiveThousandBooksAndAHundredThousandMetricsMoveSmoothly() {
        assumeTrue(PageBrowser.isInstalled(), PageBrowser.MISSING);
        var machine = ManagementFactory.getOperatingSystemMXBean();
        assumeTrue(
                machine.getSystemLoadAverage() <= machine.getAvailableProcessors(),
                "The machine has a load of " + machine.getSystemLoadAverage() + ", so frames say nothing of the page.");
        Settings settings = new Settings(Map.of("broker.port", "0", "port", "0", "gateway.port", "0"));
        try (var system = Standalone.start(dir, settings, List.of(GatewayService.NAME))) {
            // a slow machine takes minutes for them
            Settings patient = system.settings()
                    .with("kafka.delivery.timeout.ms", "600000")
                    .with("kafka.linger.ms", "20")
                    .with("kafka.batch.size", "262144");
            try (var producer = Clients.producer(patient, (String) null)) {
                fill(producer);
            }
            try (var page = PageBrowser.open(system.page())) {
                page.go("concept?concept=crime&measure=measure07");
                page.awaitThat("/5,000 books/.test(document.querySelector('.basin figcaption')?.textContent)");
                page.awaitThat("/5,000 books/.test(document.querySelector('.state').textContent)");
                page.awaitThat("/measure07 over time/.test(document.querySelector('main').textContent)");
                page.patience(SECONDS + 60);
                tell("each version for the first time", frames(page));
                List<Double> again = frames(page);
                tell("versions that were seen before", again);
                page.driver.get("about:blank");
                tell("an empty document, for comparison", frames(page));
                assertThat(again.get(again.size() / 2))
                        .as("milliseconds of a frame")
                        .isLessThan(34);
            }
        }
    }

    /** Returns the milliseconds of each frame, the shortest first. */
    private static List<Double> frames(PageBrowser page) {
        List<Double> frames = new ArrayList<>();
        for (Object millis : (List<?>) page.driver.executeAsyncScript(MEASURE)) {
            frames.add(((Number) millis).doubleValue());
        }
        Collections.sort(frames);
        return frames;
    }

    private static void tell(String what, List<Double> frames) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f frames a second; a frame's median %.1f ms, p95 %.1f ms, longest %.0f ms%n",
                what,
                frames.size() / (double) SECONDS,
                frames.get(frames.size() / 2),
                frames.get((int) (frames.size() * .95)),
                frames.getLast());
    }

    private static void fill(KafkaProducer<String, byte[]> producer) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int book = 0; book < BOOKS; book++) {
            BookChunk chunk =
                    new BookChunk(id(book), 0, 1, "first", "Book " + book, "Author " + book % 70, List.of(), "Text.");
            sent.add(producer.send(Topics.BOOKS.record(id(book), chunk)));
        }
        ModelAnnouncement model = announcement("strong", "vicuna", 2, 3);
        for (int version = 1; version <= VERSIONS; version++) {
            SteeringVector vector = SteeringVector.newBuilder(TestStream.vector(model, "refined", version))
                    .setDiagnosis(Map.of("reliability", .6 + .05 * version, "agreement", .9, "correlation", .5))
                    .setPublishedAt(1_700_000_000_000L + 60_000L * version)
                    .build();
            sent.add(producer.send(Topics.STEERING_VECTORS.record("crime|strong|refined", vector)));
            Random random = new Random(version);
            for (int book = 0; book < BOOKS; book++) {
                sent.add(producer.send(
                        Topics.REFINED_SCORES.record("crime|strong|" + id(book), score(book, version, random))));
            }
        }
        for (int point = 0; point < POINTS; point++) {
            for (int metric = 0; metric < METRICS; metric++) {
                String name = "measure%02d|strong|refined".formatted(metric);
                sent.add(producer.send(Topics.REFINEMENT_METRICS.record(
                        "crime|" + name,
                        RefinementMetric.newBuilder()
                                .setConcept("crime")
                                .setMetric(name)
                                .setValue(Math.sin(point / 50.0 + metric))
                                .setVersion(1)
                                .setCause("test")
                                .setAt(1_700_000_000_000L + 1000L * point)
                                .build())));
            }
        }
        arrive(producer, sent);
    }

    private static String id(int book) {
        return "book%04d".formatted(book);
    }

    private static RefinedScore score(int book, long version, Random random) {
        double lda = book % 5 == 0 ? .3 + .5 * random.nextDouble() : .1 * random.nextDouble();
        double score = 3 * lda + random.nextGaussian() / 3;
        return RefinedScore.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setBook(id(book))
                .setVersion(version)
                .setBooks(BOOKS)
                .setDiverged(false)
                .setLda(lda)
                .setScore(score)
                .setResponsibility(1 / (1 + Math.exp(-8 * (score - 1))))
                .setIndices(List.of(0))
                .setPassagesLda(List.of((float) lda))
                .setPassages(List.of((float) score))
                .build();
    }
}
