// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.traces;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.GeneratedTexts;
import org.gumshoe.services.common.records.PassageKey;
import org.gumshoe.services.common.records.VectorKey;

/** Spans of a service that go to an exporter. Thread-safe: the tasks of a service share them. */
final class ExportedSpans implements ServiceSpans {
    static final AttributeKey<String> BOOK = AttributeKey.stringKey("gumshoe.book");
    static final AttributeKey<Long> PASSAGES = AttributeKey.longKey("gumshoe.passages");
    static final AttributeKey<String> VECTOR = AttributeKey.stringKey("gumshoe.vector");
    static final AttributeKey<Long> VERSION = AttributeKey.longKey("gumshoe.vector.version");
    static final AttributeKey<Long> BOOKS = AttributeKey.longKey("gumshoe.vector.books");
    static final AttributeKey<List<String>> CAUSES = AttributeKey.stringArrayKey("gumshoe.vector.causes");

    private static final String CAUSED_BY_BOOK = "book";

    private final Tracer tracer;
    private final String name;
    private final OpenStages stages = new OpenStages();

    /** @param name of the spans: what the service does */
    ExportedSpans(Tracer tracer, String name) {
        this.tracer = tracer;
        this.name = name;
    }

    @Override
    public void cut(String book, long arrived, int passages) {
        long now = System.currentTimeMillis();
        TraceOrigin origin = new TraceOrigin(book, arrived);
        // a sender's clock may be ahead
        SpanBuilder first = span(name, SpanKind.PRODUCER, Math.min(arrived, now))
                .setAttribute(BOOK, book)
                .setAttribute(PASSAGES, (long) passages);
        OriginIds.start(first, origin).end(now, MILLISECONDS);
    }

    @Override
    public void enter(String passageKey, long arrived) {
        ofBook(passageKey, arrived, (book, index) -> stages.enter(book, index, System.currentTimeMillis()));
    }

    @Override
    public void leave(String passageKey, long arrived) {
        ofBook(passageKey, arrived, (book, index) -> stages.leave(book, index, System.currentTimeMillis()));
    }

    private synchronized void ofBook(String passageKey, long arrived, BiConsumer<TraceOrigin, Integer> action) {
        Optional<PassageKey> key = GeneratedTexts.isOwn(passageKey) ? Optional.empty() : PassageKey.parse(passageKey);
        key.ifPresent(passage -> action.accept(new TraceOrigin(passage.bookId(), arrived), passage.index()));
    }

    /** Sends the spans of the stages that are over at a time. */
    void endStages(long now) {
        List<OpenStages.BookStage> over;
        synchronized (this) {
            over = stages.over(now);
        }
        over.forEach(stage -> inTraceOf(stage.book(), name, stage.began())
                .setAttribute(PASSAGES, (long) stage.passages())
                .startSpan()
                .end(stage.ended(), MILLISECONDS));
    }

    @Override
    public void publish(SteeringVector vector) {
        long began = vector.getPublishedAt();
        long now = Math.max(began, System.currentTimeMillis());
        Attributes about = Attributes.of(VECTOR, VectorKey.of(vector).format(), VERSION, vector.getVersion());
        SpanBuilder solution = span(name, SpanKind.INTERNAL, began)
                .setAllAttributes(about)
                .setAttribute(BOOKS, vector.getBooks())
                .setAttribute(PASSAGES, vector.getPassages())
                .setAttribute(CAUSES, otherCauses(vector));
        Set<TraceOrigin> books = booksThatCaused(vector);
        books.forEach(book -> solution.addLink(book.context(), Attributes.of(BOOK, book.name())));
        Span solved = OriginIds.start(solution, TraceOrigin.of(vector));
        solved.end(now, MILLISECONDS);
        SpanContext link = solved.getSpanContext();
        books.forEach(book -> inTraceOf(book, "count in vector", began)
                .setAllAttributes(about)
                .addLink(link)
                .startSpan()
                .end(now, MILLISECONDS));
    }

    private static Set<TraceOrigin> booksThatCaused(SteeringVector vector) {
        return vector.getCauses().stream()
                .filter(cause -> cause.getKind().equals(CAUSED_BY_BOOK) && cause.getAt() > 0)
                .map(cause -> new TraceOrigin(cause.getName(), cause.getAt()))
                .collect(Collectors.toSet());
    }

    private static List<String> otherCauses(SteeringVector vector) {
        return vector.getCauses().stream()
                .filter(cause -> !cause.getKind().equals(CAUSED_BY_BOOK))
                .map(ExportedSpans::text)
                .toList();
    }

    private static String text(Cause cause) {
        return cause.getKind() + " " + cause.getName();
    }

    private SpanBuilder inTraceOf(TraceOrigin book, String name, long began) {
        return span(name, SpanKind.CONSUMER, began)
                .setParent(Context.root().with(Span.wrap(book.context())))
                .setAttribute(BOOK, book.name());
    }

    private SpanBuilder span(String name, SpanKind kind, long began) {
        return tracer.spanBuilder(name).setSpanKind(kind).setStartTimestamp(began, MILLISECONDS);
    }
}
