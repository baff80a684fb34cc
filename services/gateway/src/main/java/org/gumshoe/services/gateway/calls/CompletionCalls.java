// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.view.TokenRow;

/**
 * Calls that clients of OpenAI's completions make, so that they can steer. A completion is a story
 * like any other; its errors have the form that those clients read.
 */
final class CompletionCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than a large model takes to load. */
    private static final int PATIENCE_SECONDS = 300;
    /** As many as stories may wait. */
    private static final int WRITTEN = 200;

    private final CallSupport support;
    private final StoryFollowers followers;
    private final Semaphore places = new Semaphore(WRITTEN);

    CompletionCalls(CallSupport support, StoryFollowers followers) {
        this.support = support;
        this.followers = followers;
    }

    List<Call> all() {
        return List.of(
                new Call(
                        HandlerType.POST,
                        "/v1/completions",
                        "completes a prompt as OpenAI's clients ask it, steered by the field steer",
                        Map.of(),
                        Optional.of(CallSupport.jsonBody(CompletionBody.schema())),
                        200,
                        new Call.Content(
                                Set.of("application/json", "text/event-stream"),
                                Map.of("type", "object"),
                                "a text_completion; with stream, server-sent events that end with [DONE]"),
                        this::complete),
                Call.get(
                        "/v1/models",
                        "lists the announced model that writes",
                        new Call.Content(CallSupport.JSON, Map.of("type", "object"), "a list of models"),
                        this::models));
    }

    private void models(Context request) {
        request.json(Map.of(
                "object",
                "list",
                "data",
                Optional.ofNullable(support.views().models().get("strong")).stream()
                        .map(ModelAnnouncement::getName)
                        .map(name -> Map.of("id", name, "object", "model", "created", 0, "owned_by", "gumshoe"))
                        .toList()));
    }

    private void complete(Context request) throws Exception {
        try {
            // the door for bodies is not for those who wait for a story
            AtomicReference<CompletionBody> body = new AtomicReference<>();
            support.withJson(open -> body.set(body(open))).handle(request);
            if (!places.tryAcquire()) {
                throw Refusal.until(10, 429, WRITTEN + " completions are written, which is the limit: ask later.");
            }
            try {
                write(request, body.get());
            } finally {
                places.release();
            }
        } catch (HttpResponseException e) {
            e.getDetails().forEach(request::header);
            request.status(e.getStatus()).json(error(e.getMessage(), e.getStatus() < 500));
        }
    }

    private CompletionBody body(Context request) {
        RequestBody.requireType(request, CallSupport.JSON);
        String concept =
                support.views().concepts().keySet().stream().findFirst().orElse("none");
        return CompletionBody.parse(
                RequestBody.text(request, CallSupport.MAX_JSON_BYTES),
                concept,
                () -> UUID.randomUUID().toString());
    }

    private static Map<String, Object> error(String message, boolean isTheirs) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.put("type", isTheirs ? "invalid_request_error" : "server_error");
        error.put("param", null);
        error.put("code", null);
        return Map.of("error", error);
    }

    private void write(Context request, CompletionBody body) throws IOException {
        BlockingQueue<TokenRow> tokens = new LinkedBlockingQueue<>();
        List<String> stories =
                body.choices().stream().map(StoryRequest::getStory).toList();
        try {
            stories.forEach(story -> followers.follow(story, tokens));
            for (StoryRequest choice : body.choices()) {
                StoryCalls.send(support, choice);
            }
            CompletionText writing = new CompletionText(body, next(tokens));
            if (body.stream()) {
                stream(request, writing, tokens);
            } else {
                while (!writing.ended()) {
                    writing.add(next(tokens));
                }
                request.json(writing.whole());
            }
        } finally {
            stories.forEach(followers::leave);
        }
    }

    private static TokenRow next(BlockingQueue<TokenRow> tokens) {
        try {
            TokenRow token = tokens.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (token == null) {
                throw Refusal.until(10, 503, "No token has come for " + PATIENCE_SECONDS + " s: ask again later.");
            }
            if (!token.error().isEmpty()) {
                throw Refusal.of(422, token.error());
            }
            return token;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.until(5, 503, "The gateway is ending; send the request again.");
        }
    }

    private static void stream(Context request, CompletionText writing, BlockingQueue<TokenRow> tokens)
            throws IOException {
        request.contentType("text/event-stream;charset=utf-8");
        OutputStream out = request.res().getOutputStream();
        try {
            emit(out, writing.drain());
            while (!writing.ended()) {
                writing.add(next(tokens));
                emit(out, writing.drain());
            }
        } catch (Refusal e) {
            // the status is sent already
            emit(out, List.of(error(e.getMessage(), e.getStatus() < 500)));
        }
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void emit(OutputStream out, List<?> chunks) throws IOException {
        for (Object chunk : chunks) {
            out.write(("data: " + JSON.writeValueAsString(chunk) + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }
}
