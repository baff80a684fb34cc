// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Problem document of an error (RFC 9457): its status and a sentence for the caller. */
public final class ProblemDocument {
    public static final String TYPE = "application/problem+json";

    private ProblemDocument() {}

    /** Returns the members, to be written as JSON. */
    public static Map<String, Object> of(int status, String sentence) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", HttpStatus.getMessage(status));
        members.put("status", status);
        members.put("detail", sentence);
        return members;
    }
}
