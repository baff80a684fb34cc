// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.util.List;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.view.TopicMap;

/** Calls for the topics of the topic model in use. */
final class TopicCalls {
    private static final int PASSAGES = 5;

    private final CallSupport support;

    /** A passage with its share of a topic, and its text. */
    record TopicQuote(String book, int index, double share, String text) {}

    TopicCalls(CallSupport support) {
        this.support = support;
    }

    List<Call> all() {
        return List.of(
                Call.get(
                        "/api/topics",
                        "gives the topics with their words, distances and places on a map",
                        AnswerShape.of(TopicMap.TopicsRow.class, "the topics; 404 before the first topic model"),
                        this::topics),
                Call.get(
                        "/api/topics/passages",
                        "quotes the passages with the largest share of a topic",
                        CallSupport.parameters("topic", CallSupport.NUMBER),
                        AnswerShape.list(TopicQuote.class, "the passages"),
                        this::passages));
    }

    private void topics(Context request) {
        request.json(support.views()
                .topics()
                .topics()
                .orElseThrow(() -> Refusal.of(
                        404, "There is no topic model yet: send books, and wait until the topics are learned.")));
    }

    private void passages(Context request) {
        int topic = Math.clamp(CallSupport.number(request, "topic").orElse(0L), 0, Integer.MAX_VALUE);
        request.json(support.views().topicPassages().of(topic, PASSAGES).stream()
                .map(passage -> new TopicQuote(
                        passage.book(),
                        passage.index(),
                        passage.share(),
                        support.views()
                                .books()
                                .passage(passage.book(), passage.index())
                                .flatMap(place -> support.source().read(Topics.PASSAGES, place))
                                .map(Passage::getText)
                                .orElse("")))
                .toList());
    }
}
