// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.services.common.traces.TestSpans;
import org.gumshoe.services.common.traces.TraceOrigin;
import org.gumshoe.services.common.traces.Traces;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans of solved vectors, and of the books that are counted in them. */
class VectorSpansTest extends SixteenBooksFixture {
    private static final long ARRIVED = 1000;
    private TestSpans spans;

    @Override
    Traces traces() {
        spans = new TestSpans();
        return spans.traces();
    }

    @AfterEach
    void closeSpans() {
        spans.close();
    }

    private void sendBook(int book, long arrived) {
        for (int i = 0; i < EACH; i++) {
            activations.pipeInput(key(book, i, "weak", "w"), activation(book, i, "weak", "w"), arrived);
            assign(book, i, isCrime(book) ? .5 : .05);
        }
    }

    private static Set<String> traceIds(SpanData vector) {
        return vector.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(SpanContext::getTraceId)
                .collect(Collectors.toSet());
    }

    private static String traceOf(int book, long arrived) {
        return new TraceOrigin("book" + book, arrived).context().getTraceId();
    }

    @Test
    void aVectorLinksToTheBooksThatHaveComeSinceTheOneBefore() {
        IntStream.range(0, BOOKS - 1).forEach(book -> sendBook(book, ARRIVED + book));
        settled();

        List<SpanData> first = spans.ended("solve vector");
        assertThat(first).isNotEmpty().allSatisfy(vector -> {
            assertThat(TestSpans.service(vector)).isEqualTo("gumshoe-steering");
            assertThat(traceIds(vector))
                    .isEqualTo(IntStream.range(0, BOOKS - 1)
                            .mapToObj(book -> traceOf(book, ARRIVED + book))
                            .collect(Collectors.toSet()));
        });

        sendBook(BOOKS - 1, 7777);
        settled();

        List<SpanData> all = spans.ended("solve vector");
        assertThat(all.subList(first.size(), all.size()))
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(traceIds(vector)).containsExactly(traceOf(BOOKS - 1, 7777)));
        assertThat(spans.ended("count in vector"))
                .filteredOn(span -> span.getTraceId().equals(traceOf(BOOKS - 1, 7777)))
                .as("where the way of the last book ends")
                .hasSize(all.size() - first.size());
    }
}
