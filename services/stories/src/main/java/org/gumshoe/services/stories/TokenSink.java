// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.gumshoe.lm.TokenListener;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.kit.Topics;

/** Sends tokens to the stories topic as they come. */
final class TokenSink {
    private final KafkaProducer<String, byte[]> producer;

    TokenSink(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    /** Ends a story that cannot be written with the reason. */
    void refuse(StoryRequest request, String reason) {
        send(token(request)
                .setIndex(0)
                .setText("")
                .setLogProb(0)
                .setLast(true)
                .setError(reason)
                .build());
    }

    TokenListener listener(List<Arms.Served> served) {
        return (prompt, index, id, text, logProb, last) -> {
            Arms.Served story = served.get(prompt);
            send(token(story.request())
                    .setIndex(index)
                    .setText(text)
                    .setLogProb(logProb)
                    .setLast(last)
                    .setVectorVersion(story.vectorVersion())
                    .setStrength(story.strength())
                    .setPrompt(index == 0 ? story.request().getPrompt() : "")
                    .build());
        };
    }

    private static StoryToken.Builder token(StoryRequest request) {
        return StoryToken.newBuilder()
                .setStory(request.getStory())
                .setConcept(request.getConcept())
                .setArm(request.getArm())
                .setSeed(request.getSeed());
    }

    private void send(StoryToken token) {
        producer.send(Topics.STORIES.record(token.getStory(), token));
    }
}
