// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.BookChunk;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.schemas.RefinementMetric;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.http.Admission;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.common.records.GeneratedTexts;

/** Calls of the gateway: books and story requests in; vectors, metrics and stories out. */
final class GatewayCalls {
    static final int MAX_BOOK_BYTES = 64_000_000;
    static final int MAX_JSON_BYTES = 64_000;

    private static final Set<String> JSON = Set.of("application/json");
    private static final Shape BOOK = Shape.of(BookChunk.getClassSchema(), "book", "title", "author");
    private static final Shape METRIC =
            Shape.of(RefinementMetric.getClassSchema(), "concept", "metric", "value", "version", "cause", "at");
    private static final Shape VECTOR = Shape.of(SteeringVector.getClassSchema(), "version", "passages", "books")
            .with("key", Map.of("type", "string", "description", "concept|role|kind"))
            .with("layers", Map.of("type", "array", "items", Map.of("type", "integer")));

    private final HttpGuard guard;
    private final RecordSender sender;
    private final Map<String, SteeringVector> vectors;
    private final Map<String, RefinementMetric> metrics;
    private final Admission books;
    private final Admission requests;
    private final List<Call> calls;

    /**
     * Describes the calls.
     *
     * @param vectors live view of the newest vectors by key
     * @param metrics live view of the newest metrics by key
     * @param waiting requests with bodies that may wait at a time: so many books, and so many others
     */
    GatewayCalls(
            HttpGuard guard,
            RecordSender sender,
            Map<String, SteeringVector> vectors,
            Map<String, RefinementMetric> metrics,
            StoryStream stories,
            int waiting) {
        this.guard = guard;
        this.sender = sender;
        this.vectors = vectors;
        this.metrics = metrics;
        books = new Admission(waiting, MAX_BOOK_BYTES, 10);
        requests = new Admission(waiting, MAX_BOOK_BYTES, 10);
        calls = List.of(
                Call.post(
                        "/api/books",
                        "sends a book and answers when Kafka has acknowledged it",
                        parameters(),
                        new Call.Content(
                                Set.of("text/plain", "application/octet-stream"),
                                Map.of("type", "string"),
                                "the text in UTF-8, at most " + MAX_BOOK_BYTES + " bytes; needs the header"
                                        + " X-Requested-With unless a token is sent"),
                        answer("the book's id and length", Map.of("book", "string", "characters", "integer")),
                        books.admit(MAX_BOOK_BYTES, this::book)),
                Call.post(
                        "/api/stories",
                        "requests a story and answers its id",
                        Map.of(),
                        new Call.Content(JSON, StoryRequestBody.SHAPE.schema(), "at most " + MAX_JSON_BYTES + " bytes"),
                        answer("the story's id", Map.of("story", "string")),
                        requests.admit(MAX_JSON_BYTES, this::story)),
                Call.get(
                        "/api/stories/stream",
                        "streams the tokens of all stories from now on",
                        new Call.Content(
                                Set.of("text/event-stream"),
                                StoryStream.TOKEN.schema(),
                                "events 'token' with this data; 'missed' with the number of events that were left out"
                                        + " because the client read too slowly; 'end' when the gateway ends"),
                        stories::follow),
                Call.get("/api/vectors", "lists the newest steering vectors", list("vectors", VECTOR), this::vectors),
                Call.get("/api/metrics", "lists the newest refinement metrics", list("metrics", METRIC), this::metrics),
                Call.get(
                        "/api/openapi.json",
                        "describes these calls",
                        new Call.Content(JSON, Map.of("type", "object"), "an OpenAPI 3.1 document"),
                        this::description));
    }

    private static Map<String, Call.Parameter> parameters() {
        Map<String, Call.Parameter> parameters = new LinkedHashMap<>();
        parameters.put("id", new Call.Parameter(true, BOOK.property("book")));
        parameters.put("title", new Call.Parameter(false, BOOK.property("title")));
        parameters.put("author", new Call.Parameter(false, BOOK.property("author")));
        return parameters;
    }

    private static Call.Content answer(String description, Map<String, String> types) {
        Map<String, Object> properties = new LinkedHashMap<>();
        types.forEach((name, type) -> properties.put(name, Map.of("type", type)));
        return new Call.Content(JSON, Map.of("type", "object", "properties", properties), description);
    }

    private static Call.Content list(String what, Shape shape) {
        return new Call.Content(JSON, Map.of("type", "array", "items", shape.schema()), "the " + what);
    }

    /** Adds the calls to a server. */
    void addTo(JavalinConfig config) {
        config.routes.before(guard::requireToken);
        calls.forEach(call -> config.routes.addHttpHandler(call.method(), call.path(), call::handle));
    }

    private void book(Context request) {
        RequestBody.requireType(request, Set.of("text/plain", "application/octet-stream"));
        guard.requireOwnSender(request);
        String id = request.queryParam("id");
        if (!BookSender.validId(id) || GeneratedTexts.isOwn(id)) {
            throw Refusal.of(
                    400,
                    "The id '" + VisibleText.quoted(id) + "' must not contain '#', '|' or control characters, nor begin"
                            + " with " + GeneratedTexts.first() + ", as ids of generated texts do.");
        }
        String text = RequestBody.text(request, MAX_BOOK_BYTES);
        if (text.isBlank()) {
            throw Refusal.of(400, "The body is empty: send the book's text as UTF-8.");
        }
        String title = Optional.ofNullable(request.queryParam("title")).orElse(id);
        String author = Optional.ofNullable(request.queryParam("author")).orElse("");
        List<BookChunk> chunks = BookSender.chunks(id, title, author, List.of(), text);
        try {
            chunks.forEach(RecordBounds::check);
        } catch (OutOfBoundsException e) {
            throw Refusal.of(400, e.getMessage());
        }
        sender.send(chunks.stream().map(chunk -> Topics.BOOKS.record(id, chunk)));
        request.json(Map.of("book", id, "characters", text.length()));
    }

    private void story(Context request) {
        RequestBody.requireType(request, JSON);
        StoryRequest story = StoryRequestBody.parse(RequestBody.text(request, MAX_JSON_BYTES))
                .request(UUID.randomUUID().toString());
        sender.send(Stream.of(Topics.STORY_REQUESTS.record(story.getStory(), story)));
        request.json(Map.of("story", story.getStory()));
    }

    private void vectors(Context request) {
        List<Map<String, Object>> rows = new ArrayList<>();
        vectors.forEach((key, vector) -> {
            Map<String, Object> row = VECTOR.values(vector);
            row.put("key", key);
            row.put(
                    "layers",
                    vector.getLayers().stream().map(LayerDirection::getLayer).toList());
            rows.add(row);
        });
        request.json(rows);
    }

    private void metrics(Context request) {
        request.json(metrics.values().stream().map(METRIC::values).toList());
    }

    private void description(Context request) {
        request.json(OpenApi.of(calls));
    }
}
