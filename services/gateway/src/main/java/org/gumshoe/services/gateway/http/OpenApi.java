// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.gumshoe.Version;
import org.gumshoe.services.common.http.ProblemDocument;

/** Description of the gateway's calls in OpenAPI 3.1, for programs that make clients of it. */
public final class OpenApi {
    private static final Map<String, Object> ERROR = Map.of(
            "description",
            "a problem document (RFC 9457): 4xx when the request must change, 5xx when it may be sent again",
            "content",
            Map.of(
                    ProblemDocument.TYPE,
                    Map.of(
                            "schema",
                            Map.of(
                                    "type",
                                    "object",
                                    "properties",
                                    Map.of(
                                            "type", Map.of("type", "string"),
                                            "title", Map.of("type", "string"),
                                            "status", Map.of("type", "integer"),
                                            "detail", Map.of("type", "string")),
                                    "required",
                                    List.of("type", "title", "status", "detail")))));

    private OpenApi() {}

    public static Map<String, Object> of(List<Call> calls) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        calls.forEach(call -> paths.computeIfAbsent(call.path(), path -> new LinkedHashMap<>())
                .put(call.method().name().toLowerCase(Locale.ROOT), operation(call)));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Gumshoe's gateway", "version", Version.NUMBER));
        document.put("paths", paths);
        document.put(
                "components", Map.of("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer"))));
        // needed only when the setting gateway.token is set
        document.put("security", List.of(Map.of("token", List.of()), Map.of()));
        return document;
    }

    private static Map<String, Object> operation(Call call) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", call.summary());
        operation.put(
                "parameters",
                call.parameters().entrySet().stream()
                        .map(parameter -> Map.of(
                                "name", parameter.getKey(),
                                "in", "query",
                                "required", parameter.getValue().required(),
                                "schema", parameter.getValue().schema()))
                        .toList());
        call.body().ifPresent(body -> operation.put("requestBody", content(body, true)));
        operation.put(
                "responses", Map.of(Integer.toString(call.status()), content(call.answer(), false), "default", ERROR));
        return operation;
    }

    private static Map<String, Object> content(Call.Content content, boolean isRequired) {
        Map<String, Object> byType = new TreeMap<>();
        content.types().forEach(type -> byType.put(type, Map.of("schema", content.schema())));
        Map<String, Object> words =
                new LinkedHashMap<>(Map.of("description", content.description(), "content", byType));
        if (isRequired) {
            words.put("required", true);
        }
        return words;
    }
}
