// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;

/**
 * Call of the gateway: what a client sends, what it gets, and what answers it. The server's routes
 * and the OpenAPI description are made of the same calls.
 *
 * @param parameters of the query, by name
 * @param body empty for a call without one
 * @param status of an answer that is no refusal
 */
public record Call(
        HandlerType method,
        String path,
        String summary,
        Map<String, Parameter> parameters,
        Optional<Content> body,
        int status,
        Content answer,
        Handler handler) {
    /**
     * Parameter of the query.
     *
     * @param schema in JSON Schema's words
     */
    public record Parameter(boolean required, Map<String, Object> schema) {}

    /**
     * Body of a request or answer.
     *
     * @param types its media types
     * @param schema in JSON Schema's words
     * @param description for people
     */
    public record Content(Set<String> types, Map<String, Object> schema, String description) {}

    public static Call get(String path, String summary, Content answer, Handler handler) {
        return get(path, summary, Map.of(), answer, handler);
    }

    public static Call get(
            String path, String summary, Map<String, Parameter> parameters, Content answer, Handler handler) {
        return new Call(HandlerType.GET, path, summary, parameters, Optional.empty(), 200, answer, handler);
    }

    public static Call delete(
            String path, String summary, Map<String, Parameter> parameters, Content answer, Handler handler) {
        return new Call(HandlerType.DELETE, path, summary, parameters, Optional.empty(), 202, answer, handler);
    }

    /** A call that changes something and has no body. */
    public static Call post(
            String path, String summary, Map<String, Parameter> parameters, Content answer, Handler handler) {
        return new Call(HandlerType.POST, path, summary, parameters, Optional.empty(), 202, answer, handler);
    }

    public static Call post(
            String path,
            String summary,
            Map<String, Parameter> parameters,
            Content body,
            Content answer,
            Handler handler) {
        return new Call(HandlerType.POST, path, summary, parameters, Optional.of(body), 202, answer, handler);
    }

    /** Answers a request whose parameters are those of the call, each given once. */
    public void handle(Context request) throws Exception {
        RequestBody.requireUtf8(request);
        Map<String, List<String>> given = request.queryParamMap();
        given.forEach((name, values) -> {
            if (!parameters.containsKey(name)) {
                throw Refusal.of(
                        400,
                        "There is no parameter '" + VisibleText.quoted(name) + "'"
                                + (parameters.isEmpty() ? "" : "; there are " + String.join(", ", parameters.keySet()))
                                + ".");
            }
            // Javalin drops a value that it cannot decode
            if (values.isEmpty() || values.getFirst().indexOf('\ufffd') >= 0) {
                throw Refusal.of(400, "The parameter " + name + " is not percent-encoded UTF-8.");
            }
            if (values.size() > 1) {
                throw Refusal.of(400, "The parameter " + name + " is given more than once.");
            }
        });
        parameters.forEach((name, parameter) -> {
            if (parameter.required()
                    && given.getOrDefault(name, List.of("")).getFirst().isBlank()) {
                throw Refusal.of(400, "The parameter " + name + " is missing.");
            }
        });
        request.status(status);
        handler.handle(request);
    }
}
