// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.PassageKey;

/**
 * Sink of tokens: sends them to the stories topic as they come, and a finished story that is a
 * {@link FeedbackPassage} to the passages.
 */
final class TokenSink {
    private static final int ERROR_CHARACTERS = 1000;

    private final Producer<String, byte[]> producer;
    private final BooleanSupplier stopped;
    private volatile Exception failure;

    /**
     * Creates a sink.
     *
     * @param stopped whether to stop in the middle of a story
     */
    TokenSink(Producer<String, byte[]> producer, BooleanSupplier stopped) {
        this.producer = producer;
        this.stopped = stopped;
    }

    /** Signal that the service ends while it writes. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** Waits until all tokens are in the topic. */
    void flush() {
        producer.flush();
        Exception last = failure;
        failure = null;
        if (last != null) {
            throw new KafkaException("Tokens could not be sent: " + last.getMessage(), last);
        }
    }

    /** Answers a request that cannot be served with the reason. */
    void refuse(StoryRequest request, String reason) {
        refuse(token(request), reason);
    }

    /** Answers a request that cannot be read with the reason. */
    void refuse(String story, String reason) {
        refuse(StoryToken.newBuilder().setStory(story).setConcept("").setArm("").setSeed(0), reason);
    }

    private void refuse(StoryToken.Builder token, String reason) {
        send(token.setIndex(0)
                .setText("")
                .setLogProb(0)
                .setLast(true)
                .setError(VisibleText.cut(reason, ERROR_CHARACTERS))
                .build());
    }

    /** Story that is being written. */
    private record StoryInProgress(PreparedStory story, StringBuilder text, TokenDetails details) {
        StoryInProgress(PreparedStory story, SteerableModel model) {
            this(
                    story,
                    new StringBuilder(),
                    new TokenDetails(model, story.request().getPrompt()));
        }
    }

    /**
     * Returns a listener that sends tokens.
     *
     * @param prepared gives a story by its number, until it has ended; more may come while the model writes
     * @param model that writes; at the end of each story it measures the unsteered likelihood
     * @param ended called with the number of each story whose last token is sent
     */
    TokenListener listener(IntFunction<PreparedStory> prepared, SteerableModel model, IntConsumer ended) {
        Map<Integer, StoryInProgress> inProgress = new HashMap<>();
        return (prompt, index, id, text, logProb, last) -> {
            if (stopped.getAsBoolean()) {
                throw new Stopped();
            }
            StoryInProgress written =
                    inProgress.computeIfAbsent(prompt, number -> new StoryInProgress(prepared.apply(number), model));
            PreparedStory story = written.story();
            written.details().add(id, logProb);
            written.text().append(text);
            StoryToken.Builder token = token(story.request())
                    .setModel(model.info().sha256())
                    .setIndex(index)
                    .setText(text)
                    .setLogProb(logProb)
                    .setLast(last)
                    .setVectorVersion(story.vectorVersion())
                    .setStrength(story.strength())
                    .setPrompt(index == 0 ? story.request().getPrompt() : "")
                    .setNote(index == 0 ? story.note() : "")
                    .setCandidates(story.control()
                            .map(control -> control.plan().candidates())
                            .orElse(1));
            if (last) {
                addDetails(token, story, written.details().end());
            }
            send(token.build());
            if (last) {
                FeedbackPassage.of(
                                story,
                                model.info().sha256(),
                                written.text().toString(),
                                index + 1,
                                token.getLogProbUnsteered())
                        .ifPresent(passage -> send(
                                Topics.PASSAGES.record(PassageKey.of(passage).format(), passage)));
                inProgress.remove(prompt);
                ended.accept(prompt);
            }
        };
    }

    private static void addDetails(StoryToken.Builder token, PreparedStory story, TokenDetails.Ended details) {
        boolean influenced = !story.request().getArm().equals(StoryArm.UNSTEERED.wireName());
        double[] logProbs = details.logProbs(influenced);
        token.setLogProbUnsteered(Arrays.stream(logProbs).sum());
        if (story.request().getDetails()) {
            token.setLogProbsUnsteered(FloatLists.list(logProbs));
            story.probe()
                    .flatMap(details::readings)
                    .ifPresent(readings -> token.setReadings(FloatLists.list(readings.values()))
                            .setReadingLayer(readings.layer())
                            .setReadingVersion(readings.version()));
        }
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
