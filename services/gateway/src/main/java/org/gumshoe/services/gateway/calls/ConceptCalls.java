// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.VisibleText;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.VectorKey;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.view.MetricSeries;
import org.gumshoe.services.gateway.view.ScoreVersions;
import org.gumshoe.services.gateway.view.TopicMap;
import org.gumshoe.services.gateway.view.VectorRow;

/** Calls for concepts: what is looked for, and how its refinement went. */
final class ConceptCalls {
    private static final int QUOTES = 4;

    private final CallSupport support;

    /**
     * A concept that is looked for.
     *
     * @param topic that it is pinned to; null where its seed words point at one
     * @param nearest topic that stands for it in the topic model in use; null where none does
     * @param unknown seed words that are not in that model's vocabulary
     */
    record ConceptRow(
            String name,
            List<String> seeds,
            Integer topic,
            Double prevalence,
            double pseudoCount,
            Integer nearest,
            List<String> unknown) {
        static ConceptRow of(Concept concept, TopicMap topics) {
            return new ConceptRow(
                    concept.getName(),
                    concept.getSeeds(),
                    concept.getTopic(),
                    concept.getPrevalence(),
                    concept.getPseudoCount(),
                    topics.nearest(concept).orElse(null),
                    topics.unknown(concept.getSeeds()));
        }
    }

    /**
     * Scores of all books in one version; a book has the same place in every list.
     *
     * @param versions that are kept, the oldest first
     */
    record ScoreTable(
            String concept,
            String role,
            long version,
            List<Long> versions,
            List<String> books,
            double[] lda,
            double[] score,
            double[] responsibility) {}

    /** A passage with its scores and text. */
    record Quote(String book, int index, double lda, double score, String text) {}

    /**
     * Passages that the refined concept ranks highest and lowest.
     *
     * @param version whose scores these are: the newest; 0 before the first
     */
    record Quotes(long version, List<Quote> highest, List<Quote> lowest) {}

    ConceptCalls(CallSupport support) {
        this.support = support;
    }

    List<Call> all() {
        Map<String, Call.Parameter> ranking = CallSupport.parameters(
                "concept", CallSupport.TEXT, "role", CallSupport.TEXT, "version", CallSupport.OPTIONAL_NUMBER);
        return List.of(
                Call.get(
                        "/api/concepts",
                        "lists the concepts",
                        AnswerShape.list(ConceptRow.class, "the concepts"),
                        request -> request.json(support.views().concepts().values().stream()
                                .map(concept ->
                                        ConceptRow.of(concept, support.views().topics()))
                                .toList())),
                Call.post(
                        "/api/concepts",
                        "adds or changes a concept",
                        Map.of(),
                        CallSupport.jsonBody(ConceptBody.SHAPE.schema()),
                        CallSupport.answer("the concept's name", Map.of("name", "string")),
                        support.withJson(this::add)),
                Call.delete(
                        "/api/concepts",
                        "removes a concept; what it has added to the topic model's prior stays",
                        CallSupport.parameters("name", CallSupport.TEXT),
                        CallSupport.answer("the concept's name", Map.of("name", "string")),
                        this::remove),
                Call.get(
                        "/api/versions",
                        "lists the versions of a concept's vector that are kept",
                        CallSupport.parameters(
                                "concept", CallSupport.TEXT, "role", CallSupport.TEXT, "kind", CallSupport.TEXT),
                        AnswerShape.list(VectorRow.class, "the versions, the oldest first"),
                        this::versions),
                Call.get(
                        "/api/series",
                        "gives the course of a concept's metrics",
                        CallSupport.parameters("concept", CallSupport.TEXT, "metric", CallSupport.OPTIONAL_TEXT),
                        AnswerShape.list(
                                MetricSeries.Course.class,
                                "the metrics, or those of one name in every role; long courses are thinned"),
                        this::series),
                Call.get(
                        "/api/scores",
                        "gives the scores of all books in one version, the newest if none is named",
                        ranking,
                        AnswerShape.of(ScoreTable.class, "the scores; version 0 and no books before the first"),
                        this::scores),
                Call.get(
                        "/api/quotes",
                        "quotes the passages that the newest version ranks highest and lowest, of the books that a version has",
                        ranking,
                        AnswerShape.of(Quotes.class, "the passages"),
                        this::quotes));
    }

    private void add(Context request) {
        RequestBody.requireType(request, CallSupport.JSON);
        Concept concept = ConceptBody.parse(RequestBody.text(request, CallSupport.MAX_JSON_BYTES))
                .concept();
        support.send(Topics.CONCEPTS.record(concept.getName(), concept));
        request.json(Map.of("name", concept.getName()));
    }

    private void remove(Context request) {
        String name = request.queryParam("name");
        if (!support.views().concepts().containsKey(name)) {
            throw Refusal.of(404, "There is no concept '" + VisibleText.quoted(name) + "'.");
        }
        support.send(Topics.CONCEPTS.record(name, null));
        request.json(Map.of("name", name));
    }

    private void versions(Context request) {
        String kind = request.queryParam("kind");
        if (VectorKind.find(kind).isEmpty()) {
            throw Refusal.of(400, "'" + VisibleText.quoted(kind) + "' is no kind of vector.");
        }
        VectorKey key = new VectorKey(request.queryParam("concept"), request.queryParam("role"), kind);
        request.json(
                support.views().vectors().of(key).stream().map(VectorRow::of).toList());
    }

    private void series(Context request) {
        String name = request.queryParam("metric");
        request.json(support.views().metrics().of(request.queryParam("concept")).stream()
                .filter(course ->
                        name == null || course.metric().split("\\|", 2)[0].equals(name))
                .toList());
    }

    private static ScoreVersions.Ranking ranking(Context request) {
        return new ScoreVersions.Ranking(request.queryParam("concept"), request.queryParam("role"));
    }

    private void scores(Context request) {
        ScoreVersions.Ranking ranking = ranking(request);
        List<Long> versions = support.views().scores().versions(ranking);
        long version = CallSupport.number(request, "version").orElse(newest(versions));
        List<ScoreVersions.BookScore> books = books(ranking, version, versions);
        request.json(new ScoreTable(
                ranking.concept(),
                ranking.role(),
                version,
                versions,
                books.stream().map(ScoreVersions.BookScore::book).toList(),
                books.stream().mapToDouble(ScoreVersions.BookScore::lda).toArray(),
                books.stream().mapToDouble(ScoreVersions.BookScore::score).toArray(),
                books.stream()
                        .mapToDouble(ScoreVersions.BookScore::responsibility)
                        .toArray()));
    }

    private static long newest(List<Long> versions) {
        return versions.isEmpty() ? 0 : versions.getLast();
    }

    private List<ScoreVersions.BookScore> books(ScoreVersions.Ranking ranking, long version, List<Long> versions) {
        return version == 0
                ? List.of()
                : support.views().scores().of(ranking, version).orElseThrow(() -> gone(version, versions));
    }

    private static Refusal gone(long version, List<Long> versions) {
        return Refusal.of(
                404,
                "The scores of version " + version + " are not kept: the broker has compacted them, or it had none; "
                        + (versions.isEmpty()
                                ? "there are none yet."
                                : "there are those of " + versions.size() + " versions, from " + versions.getFirst()
                                        + " to " + versions.getLast() + "."));
    }

    private void quotes(Context request) {
        ScoreVersions.Ranking ranking = ranking(request);
        List<Long> versions = support.views().scores().versions(ranking);
        long newest = newest(versions);
        Set<String> books = books(
                        ranking, CallSupport.number(request, "version").orElse(newest), versions)
                .stream()
                .map(ScoreVersions.BookScore::book)
                .collect(Collectors.toSet());
        List<ScoreVersions.PassageScore> ranked = support.views().scores().passages(ranking, books::contains);
        int count = Math.min(QUOTES, ranked.size() / 2);
        request.json(new Quotes(
                newest,
                ranked.subList(0, count).stream().map(this::quote).toList(),
                ranked.subList(ranked.size() - count, ranked.size()).reversed().stream()
                        .map(this::quote)
                        .toList()));
    }

    private Quote quote(ScoreVersions.PassageScore passage) {
        String text = support.views()
                .books()
                .passage(passage.book(), passage.index())
                .flatMap(place -> support.source().read(Topics.PASSAGES, place))
                .map(Passage::getText)
                .orElse("");
        return new Quote(passage.book(), passage.index(), passage.lda(), passage.score(), text);
    }
}
