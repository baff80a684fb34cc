// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.config.JavalinConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gumshoe.services.gateway.events.EventStream;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.http.OpenApi;
import org.gumshoe.services.gateway.http.PageFiles;

/** All calls of the gateway, with their description in OpenAPI, and the page's files beside them. */
public final class GatewayCalls {
    private final CallSupport support;
    private final List<Call> calls;

    /**
     * Gathers the calls.
     *
     * @param tokens of all stories
     * @param events of everything that the page shows
     * @param followers of the stories that are answered as completions
     */
    public GatewayCalls(CallSupport support, EventStream tokens, EventStream events, StoryFollowers followers) {
        this.support = support;
        Call description = Call.get(
                "/api/openapi.json",
                "describes these calls",
                new Call.Content(CallSupport.JSON, Map.of("type", "object"), "an OpenAPI 3.1 document"),
                request -> request.json(OpenApi.of(all())));
        calls = Stream.of(
                        new BookCalls(support).all(),
                        new StoryCalls(support, tokens).all(),
                        new ConceptCalls(support).all(),
                        new TopicCalls(support).all(),
                        new VectorCalls(support).all(),
                        new FlowCalls(support, events).all(),
                        new LetterCalls(support, events).all(),
                        new ModelCalls(support).all(),
                        new CompletionCalls(support, followers).all(),
                        List.of(description))
                .flatMap(List::stream)
                .toList();
    }

    private List<Call> all() {
        return calls;
    }

    /** Adds the calls and the page to a server. */
    public void addTo(JavalinConfig config) {
        config.routes.before(request -> {
            if (!PageFiles.has(request.path())) {
                support.guard().requireToken(request);
            }
        });
        PageFiles.addTo(config);
        calls.forEach(call -> config.routes.addHttpHandler(call.method(), call.path(), call::handle));
    }
}
