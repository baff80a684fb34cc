// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Refusal of a request: a status, a sentence for the caller, and the headers that belong to both. */
public final class Refusal extends HttpResponseException {
    private static final long serialVersionUID = 1;

    private Refusal(int status, String sentence, Map<String, String> headers) {
        super(status, sentence, headers);
    }

    public static Refusal of(int status, String sentence) {
        return new Refusal(status, sentence, Map.of());
    }

    /** Refuses for now. */
    public static Refusal until(int seconds, int status, String sentence) {
        return of(status, sentence).with("Retry-After", Integer.toString(seconds));
    }

    Refusal with(String header, String value) {
        Map<String, String> headers = new LinkedHashMap<>(getDetails());
        headers.put(header, value);
        return new Refusal(getStatus(), getMessage(), headers);
    }
}
