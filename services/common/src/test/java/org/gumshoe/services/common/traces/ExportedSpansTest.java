// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportedSpansTest {
    private static final TraceOrigin STUDY = new TraceOrigin("study", 1000);
    private final TestSpans seen = new TestSpans();
    private final ServiceSpans spans = seen.traces().service("ingest", "cut book");

    @AfterEach
    void close() {
        seen.close();
    }

    private static SteeringVector vector(List<Cause> causes) {
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole("strong")
                .setModel("s")
                .setKind("translated")
                .setVersion(3)
                .setLayers(List.of(new LayerDirection(2, List.of(1f), 1., 1., 1., null)))
                .setModelVersion(1)
                .setPassages(10)
                .setBooks(2)
                .setCauses(causes)
                .setPublishedAt(5000)
                .build();
    }

    @Test
    void theFirstSpanHasTheIdsThatAllOthersName() {
        spans.cut("study", 1000, 12);
        spans.enter("study#3", 1000);
        spans.leave("study#3", 1000);

        List<SpanData> ended = seen.ended();
        SpanData first = ended.getFirst();
        assertThat(first.getTraceId()).isEqualTo(STUDY.context().getTraceId());
        assertThat(first.getSpanId()).isEqualTo(STUDY.context().getSpanId());
        assertThat(first.getParentSpanContext().isValid()).isFalse();
        assertThat(first.getStartEpochNanos()).as("its arrival").isEqualTo(1_000_000_000);
        assertThat(TestSpans.passages(first)).isEqualTo(12);
        assertThat(TestSpans.service(first)).isEqualTo("gumshoe-ingest");
        assertThat(ended.getLast()).satisfies(stage -> {
            assertThat(stage.getTraceId()).isEqualTo(first.getTraceId());
            assertThat(stage.getParentSpanId()).isEqualTo(first.getSpanId());
            assertThat(stage.getSpanId()).isNotEqualTo(first.getSpanId());
            assertThat(TestSpans.book(stage)).isEqualTo("study");
            assertThat(TestSpans.passages(stage)).isEqualTo(1);
        });
    }

    @Test
    void aSenderWhoseClockIsAheadMakesNoSpanThatEndsBeforeItBegins() {
        spans.cut("study", Long.MAX_VALUE / 1_000_000, 12);

        assertThat(seen.ended())
                .singleElement()
                .satisfies(span -> assertThat(span.getStartEpochNanos()).isLessThanOrEqualTo(span.getEndEpochNanos()));
    }

    @Test
    void generatedTextsAreNoBooks() {
        spans.enter("own~story#0", 1000);
        spans.leave("own~story#0", 1000);

        assertThat(seen.ended()).isEmpty();
    }

    @Test
    void aVectorLinksToTheBooksThatCausedItAndTheyToIt() {
        spans.publish(vector(List.of(
                new Cause("stitch-map", "9", 5000L, ""),
                new Cause("book", "study", 1000L, "strong"),
                new Cause("book", "study", 1000L, "weak"),
                new Cause("book", "unknown arrival", 0L, "weak"))));

        SpanData vector = seen.ended().getFirst();
        assertThat(vector.getSpanContext().getTraceId())
                .isEqualTo(new TraceOrigin("crime|strong|translated", 5000)
                        .context()
                        .getTraceId());
        assertThat(vector.getLinks()).extracting(LinkData::getSpanContext).containsExactly(STUDY.context());
        assertThat(vector.getAttributes().get(ExportedSpans.CAUSES)).containsExactly("stitch-map 9");
        assertThat(vector.getAttributes().asMap())
                .containsAllEntriesOf(Map.of(
                        ExportedSpans.VECTOR, "crime|strong|translated",
                        ExportedSpans.VERSION, 3L,
                        ExportedSpans.BOOKS, 2L));
        assertThat(seen.ended("count in vector")).singleElement().satisfies(counted -> {
            assertThat(counted.getTraceId()).isEqualTo(STUDY.context().getTraceId());
            assertThat(counted.getParentSpanId()).isEqualTo(STUDY.context().getSpanId());
            assertThat(counted.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(SpanContext::getSpanId)
                    .containsExactly(vector.getSpanId());
        });
    }

    @Test
    void noLinkOfAFullListOfCausesIsLost() {
        List<Cause> causes = new ArrayList<>(IntStream.range(0, 63)
                .mapToObj(book -> new Cause("book", "book" + book, 1000L, "strong"))
                .toList());
        causes.add(new Cause("more", "100", 0L, ""));

        spans.publish(vector(causes));

        assertThat(seen.ended().getFirst().getLinks()).hasSize(63);
        assertThat(seen.ended().getFirst().getAttributes().get(ExportedSpans.CAUSES))
                .containsExactly("more 100");
    }

    @Test
    void withoutAnExporterThereIsNothing() {
        assertThat(Traces.off().service("ingest", "cut book")).isSameAs(SilentSpans.SILENT);
        assertThat(Traces.of(Map.<String, Object>of())).isSameAs(Traces.off());
        assertThat(Traces.of(Map.of(Traces.CONFIG, seen.traces()))).isSameAs(seen.traces());
    }
}
