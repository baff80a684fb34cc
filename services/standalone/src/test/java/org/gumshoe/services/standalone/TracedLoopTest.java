// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.header;
import static org.gumshoe.services.standalone.TestStream.records;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.traces.TestSpans;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.gumshoe.services.common.traces.Traces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One book's trace through the whole loop, from {@code books} to {@code steering-vectors}. */
class TracedLoopTest {
    private static final String TRACEPARENT = "traceparent";
    private static final String BOOK = "book03";

    @TempDir
    private Path dir;

    private static Set<String> traceparents(Settings settings, Topic<?> topic, String book) {
        return records(settings, topic).stream()
                .filter(record -> record.key().startsWith(book + "#"))
                .map(record -> header(record, TRACEPARENT))
                .collect(Collectors.toSet());
    }

    private static String stage(SpanData span) {
        return TestSpans.service(span) + ": " + span.getName();
    }

    private static boolean isCounted(TestSpans spans, String traceId) {
        return spans.ended("count in vector").stream()
                .anyMatch(span -> span.getTraceId().equals(traceId));
    }

    @Test
    void aBookIsFollowedToTheVectorThatCountsIt() throws Exception {
        Settings wanted = TinyLoop.SETTINGS.with("otel.exporter.otlp.endpoint", "http://localhost:9");
        try (var spans = new TestSpans();
                var system = Standalone.start(dir, wanted, Services.names(), spans.traces())) {
            Settings settings = system.settings();
            TinyLoop.announce(settings);
            await("it is ready", system::ready);
            TinyLoop.sendBooks(settings, 0, TinyLoop.BOOKS);
            await(
                    "the book is cut",
                    () -> !traceparents(settings, Topics.PASSAGES, BOOK).isEmpty());
            ConsumerRecord<String, Passage> passage = records(settings, Topics.PASSAGES).stream()
                    .filter(record -> record.key().startsWith(BOOK + "#"))
                    .findFirst()
                    .orElseThrow();
            TraceOrigin origin = new TraceOrigin(BOOK, passage.timestamp());
            String traceId = origin.context().getTraceId();
            try (var view = new TinyLoop.View(settings)) {
                await("all books are in a vector", view, () -> view.settled(TinyLoop.BOOKS));
            }

            await("a vector counts it", () -> isCounted(spans, traceId));

            assertThat(Stream.of(Topics.PASSAGES, Topics.ASSIGNMENTS, Topics.ACTIVATIONS))
                    .allSatisfy(topic -> assertThat(traceparents(settings, topic, BOOK))
                            .as(topic.name())
                            .containsExactly(origin.traceparent()));
            List<SpanData> ofBook = spans.ended().stream()
                    .filter(span -> span.getTraceId().equals(traceId))
                    .toList();
            assertThat(ofBook.stream().map(TracedLoopTest::stage).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(
                            "gumshoe-ingest: cut book",
                            "gumshoe-topics: learn words",
                            "gumshoe-assignments: assign topics",
                            "gumshoe-activations-weak: read passages",
                            "gumshoe-activations-strong: read passages",
                            "gumshoe-steering: count in vector");
            assertThat(ofBook)
                    .filteredOn(span -> !span.getName().equals("count in vector"))
                    .as("each passage is in each stage once")
                    .allSatisfy(span -> assertThat(sum(ofBook, stage(span)))
                            .isEqualTo((long) passage.value().getTotal()));
            aVectorsSpanLinksToIt(settings, spans, traceId);
            assertThat(records(settings, Topics.DEAD_LETTERS)).isEmpty();
        }
    }

    private static long sum(List<SpanData> ofBook, String stage) {
        return ofBook.stream()
                .filter(span -> stage(span).equals(stage))
                .mapToLong(TestSpans::passages)
                .sum();
    }

    /** And the vector's record names the trace of that span. */
    private static void aVectorsSpanLinksToIt(Settings settings, TestSpans spans, String traceId) {
        Set<String> linked = spans.ended("solve vector").stream()
                .filter(vector -> vector.getLinks().stream()
                        .map(LinkData::getSpanContext)
                        .map(SpanContext::getTraceId)
                        .anyMatch(traceId::equals))
                .map(vector -> "00-" + vector.getTraceId() + "-" + vector.getSpanId() + "-01")
                .collect(Collectors.toSet());
        Set<String> published = records(settings, Topics.STEERING_VECTORS).stream()
                .filter(record -> record.value() != null)
                .map(record -> header(record, TRACEPARENT))
                .collect(Collectors.toSet());
        assertThat(linked).isNotEmpty();
        assertThat(published).containsAll(linked);
    }

    @Test
    void withoutACollectorNoRecordHasAHeaderAndThereIsNoSpan() throws Exception {
        List<String> names = List.of("ingest", "activations-weak");
        try (var system = Standalone.start(dir, TinyLoop.SETTINGS, names)) {
            Settings settings = system.settings();
            TinyLoop.announce(settings);
            TinyLoop.sendBooks(settings, 0, 2);

            await(
                    "a passage is read",
                    () -> !records(settings, Topics.ACTIVATIONS).isEmpty());

            assertThat(Stream.of(Topics.PASSAGES, Topics.ACTIVATIONS)
                            .flatMap(topic -> records(settings, topic).stream()))
                    .isNotEmpty()
                    .allSatisfy(record -> assertThat(record.headers()).isEmpty());
            assertThat(system.metrics().traces()).isSameAs(Traces.off());
        }
    }
}
