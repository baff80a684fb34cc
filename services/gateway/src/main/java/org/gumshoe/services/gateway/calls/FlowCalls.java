// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.Version;
import org.gumshoe.services.common.flow.FlowHistory;
import org.gumshoe.services.gateway.events.EventStream;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.view.BrokerView;
import org.gumshoe.services.gateway.view.Journeys;
import org.gumshoe.services.gateway.view.Pipeline;

/** Calls for the system as it runs: what there is, how it flows, what went wrong, what happens now. */
final class FlowCalls {
    private final CallSupport support;
    private final EventStream events;

    /**
     * What there is, in numbers.
     *
     * @param sample whether a sample of books is at hand
     * @param kafkaAwaySince since when Kafka does not answer, milliseconds since the epoch; 0 while it does
     */
    record Overview(
            String version,
            long now,
            long books,
            int passages,
            List<ModelCalls.ModelRow> models,
            long waitingStories,
            boolean sample,
            long kafkaAwaySince) {}

    /**
     * The pipeline and its flow.
     *
     * @param stages as they are drawn
     * @param samples of the last minutes, the oldest first
     * @param sizes of topics and stores
     * @param journeys of the books that have come since the gateway began, the newest first
     */
    record Flow(
            List<Pipeline.Stage> stages,
            List<FlowHistory.FlowSample> samples,
            List<Journeys.JourneyRow> journeys,
            BrokerView.Sizes sizes) {}

    FlowCalls(CallSupport support, EventStream events) {
        this.support = support;
        this.events = events;
    }

    List<Call> all() {
        return List.of(
                Call.get(
                        "/api/overview",
                        "says what there is, in numbers",
                        AnswerShape.of(Overview.class, "the overview"),
                        this::overview),
                Call.get(
                        "/api/flow",
                        "gives the pipeline and its flow over the last minutes",
                        AnswerShape.of(Flow.class, "the flow"),
                        this::flow),
                Call.get(
                        "/api/events",
                        "streams every change of what the page shows; the header Last-Event-ID goes on after an event",
                        new Call.Content(
                                Set.of("text/event-stream"),
                                Map.of("type", "object"),
                                "events with ids topic-partition-offset; 'reset' when the client must begin anew;"
                                        + " 'missed' when it read too slowly; 'end' when the gateway ends"),
                        request -> events.follow(
                                request,
                                Optional.ofNullable(request.header("Last-Event-ID"))
                                        .orElse(""))));
    }

    private void overview(Context request) {
        request.json(new Overview(
                Version.NUMBER,
                System.currentTimeMillis(),
                support.views().books().size(),
                support.views().books().passages(),
                ModelCalls.rows(support.views()),
                support.views().stories().waiting(),
                support.sample().isPresent(),
                support.views().broker().awaySince().orElse(0L)));
    }

    private void flow(Context request) {
        request.json(new Flow(
                Pipeline.STAGES,
                support.views().flow().samples(),
                support.views().journeys().all(),
                support.views().broker().sizes()));
    }
}
