// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.gateway.events.EventStream;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.view.LetterList;
import org.gumshoe.services.gateway.view.LetterList.LetterRow;
import org.gumshoe.services.gateway.view.RecordPlace;

/** Calls for dead letters: they are listed, and their records sent again. */
final class LetterCalls {
    private final CallSupport support;
    private final EventStream events;

    LetterCalls(CallSupport support, EventStream events) {
        this.support = support;
        this.events = events;
    }

    List<Call> all() {
        return List.of(
                Call.get(
                        "/api/letters",
                        "lists the newest dead letters",
                        AnswerShape.of(LetterList.Letters.class, "the dead letters"),
                        request -> request.json(support.views().letters().letters())),
                Call.post(
                        "/api/letters/replay",
                        "sends the record of a dead letter to its topic again",
                        CallSupport.parameters("offset", CallSupport.NUMBER),
                        AnswerShape.of(LetterRow.class, "the dead letter"),
                        this::replay));
    }

    private void replay(Context request) {
        support.guard().requireOwnSender(request);
        long offset = CallSupport.number(request, "offset").orElse(-1L);
        LetterRow letter = support.views()
                .letters()
                .find(offset)
                .orElseThrow(() -> Refusal.of(404, "There is no dead letter " + offset + " among the newest."));
        if (!letter.kept().isEmpty()) {
            throw Refusal.of(409, "This record cannot be sent again from here. " + letter.kept());
        }
        ProducerRecord<String, byte[]> record = support.source()
                .original(new RecordPlace(0, offset))
                .orElseThrow(
                        () -> Refusal.of(410, "The dead letter is gone, or its record is too large for its topic."));
        support.sender().send(Stream.of(record));
        LetterRow again = support.views().letters().sentAgain(letter, System.currentTimeMillis());
        events.send("letter", again);
        request.json(again);
    }
}
