// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.TokenListener;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.kit.Topics;

/** Sends tokens to the stories topic as they come, and a story that nothing has steered to the passages when it ends. */
final class TokenSink {
    private final KafkaProducer<String, byte[]> producer;
    private final BooleanSupplier stopped;
    private volatile Exception failure;

    /** @param stopped whether to stop in mid-story */
    TokenSink(KafkaProducer<String, byte[]> producer, BooleanSupplier stopped) {
        this.producer = producer;
        this.stopped = stopped;
    }

    /** The service ends while it writes. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** Returns when all tokens are in the topic. */
    void flush() {
        producer.flush();
        if (failure != null) {
            throw new KafkaException("Tokens could not be sent: " + failure.getMessage(), failure);
        }
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

    /** @param model that writes; of each story's end it is asked how likely it holds the story by itself */
    TokenListener listener(List<Arms.Served> served, LanguageModel model) {
        List<StringBuilder> texts =
                Stream.generate(StringBuilder::new).limit(served.size()).toList();
        List<OwnOpinion> opinions = served.stream()
                .map(story -> new OwnOpinion(model, story.request().getPrompt()))
                .toList();
        return (prompt, index, id, text, logProb, last) -> {
            if (stopped.getAsBoolean()) {
                throw new Stopped();
            }
            Arms.Served story = served.get(prompt);
            opinions.get(prompt).hear(id, logProb);
            boolean influenced = !story.request().getArm().equals(Arms.UNSTEERED);
            send(token(story.request())
                    .setIndex(index)
                    .setText(text)
                    .setLogProb(logProb)
                    .setLogProbUnsteered(last ? (Double) opinions.get(prompt).logProb(influenced) : null)
                    .setLast(last)
                    .setVectorVersion(story.vectorVersion())
                    .setStrength(story.strength())
                    .setPrompt(index == 0 ? story.request().getPrompt() : "")
                    .build());
            texts.get(prompt).append(text);
            if (last) {
                OwnText.of(
                                story.request(),
                                model.info().sha256(),
                                texts.get(prompt).toString(),
                                index + 1)
                        .ifPresent(own -> send(Topics.PASSAGES.record(own.getBook() + "#" + own.getIndex(), own)));
            }
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
        send(Topics.STORIES.record(token.getStory(), token));
    }

    private void send(ProducerRecord<String, byte[]> entry) {
        producer.send(entry, (sent, error) -> {
            if (error != null) {
                failure = error;
            }
        });
    }
}
