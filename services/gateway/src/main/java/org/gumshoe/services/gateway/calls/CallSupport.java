// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.services.common.http.Admission;
import org.gumshoe.services.common.http.HttpGuard;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.http.RecordSender;
import org.gumshoe.services.gateway.view.RecordSource;
import org.gumshoe.services.gateway.view.Views;

/**
 * What all calls share: the guard, the way into Kafka, the views, and the doors for bodies.
 *
 * @param books door of bodies as large as a book
 * @param requests door of all other bodies
 * @param sample folder of the sample of books that is offered where there are none; empty for none
 */
public record CallSupport(
        HttpGuard guard,
        RecordSender sender,
        Views views,
        RecordSource source,
        Admission books,
        Admission requests,
        Optional<Path> sample) {
    public static final int MAX_BOOK_BYTES = 64_000_000;
    static final int MAX_JSON_BYTES = 64_000;
    private static final Pattern RECORD = Pattern.compile("^Field (\\w+) of an? \\w+ (?:is \\S+; it )?(.*)$");
    static final Set<String> JSON = Set.of("application/json");

    static final Call.Parameter TEXT = new Call.Parameter(true, Map.of("type", "string"));
    static final Call.Parameter OPTIONAL_TEXT = new Call.Parameter(false, Map.of("type", "string"));
    static final Call.Parameter NUMBER = new Call.Parameter(true, Map.of("type", "integer"));
    static final Call.Parameter OPTIONAL_NUMBER = new Call.Parameter(false, Map.of("type", "integer"));

    Handler withBook(Handler handler) {
        return books.admit(MAX_BOOK_BYTES, handler);
    }

    Handler withJson(Handler handler) {
        return requests.admit(MAX_JSON_BYTES, handler);
    }

    /** Sends one record and waits for Kafka's acknowledgement. */
    void send(ProducerRecord<String, byte[]> record) {
        sender.send(Stream.of(record));
    }

    /** Returns parameters in their order. */
    static Map<String, Call.Parameter> parameters(Object... namesAndParameters) {
        Map<String, Call.Parameter> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndParameters.length; i += 2) {
            parameters.put((String) namesAndParameters[i], (Call.Parameter) namesAndParameters[i + 1]);
        }
        return parameters;
    }

    /** Describes a body of JSON that is bounded by {@link #MAX_JSON_BYTES}. */
    static Call.Content jsonBody(Map<String, Object> schema) {
        return new Call.Content(JSON, schema, "at most " + MAX_JSON_BYTES + " bytes");
    }

    /** Refuses a field out of its bounds, without the names of records, which the sender does not know. */
    static Refusal outOfBounds(OutOfBoundsException violation) {
        return Refusal.of(400, RECORD.matcher(violation.getMessage()).replaceFirst("$1 $2"));
    }

    /** Describes an answer of a few members. */
    static Call.Content answer(String description, Map<String, String> types) {
        Map<String, Object> properties = new LinkedHashMap<>();
        types.forEach((name, type) -> properties.put(name, Map.of("type", type)));
        return new Call.Content(JSON, Map.of("type", "object", "properties", properties), description);
    }

    /**
     * Reads a number of the query.
     *
     * @throws Refusal with status 400 when it is none
     */
    static Optional<Long> number(Context request, String name) {
        String text = request.queryParam(name);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Refusal.of(
                    400,
                    "The parameter " + name + " is '" + VisibleText.quoted(text) + "' but must be a whole number.");
        }
    }
}
