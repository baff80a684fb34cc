// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.PromptSource;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.records.KeptVectors;

/**
 * Running batch of stories that one model writes together. A new request joins as soon as there is
 * room. The batch ends when no request is left, or when the next one is for another model.
 */
final class RunningBatch implements PromptSource {
    /** Time that a request waits for its vector, which may still be on its way to this service. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);

    private final SteerableModel model;
    private final Map<String, ModelAnnouncement> models;
    private final Map<String, SteeringVector> vectors;
    private final KeptVectors former;
    private final RequestQueue requests;
    private final TokenSink sink;
    private final Map<Integer, RequestQueue.Request> taken = new TreeMap<>();
    private final Map<Integer, PreparedStory> stories = new HashMap<>();
    private final BatchRows rows;
    private int begun;
    private long committed = System.nanoTime();

    /**
     * Creates a batch.
     *
     * @param models the language-models topic as a table
     * @param vectors the steering-vectors topic as a table
     * @param former versions that are no longer in force
     */
    RunningBatch(
            SteerableModel model,
            Map<String, ModelAnnouncement> models,
            Map<String, SteeringVector> vectors,
            KeptVectors former,
            RequestQueue requests,
            TokenSink sink) {
        this.model = model;
        this.models = models;
        this.vectors = vectors;
        this.former = former;
        this.requests = requests;
        this.sink = sink;
        this.rows = new BatchRows(model);
    }

    /** Returns the requests that are being answered. */
    List<RequestQueue.Request> unanswered() {
        return taken.values().stream()
                .filter(request -> !requests.isAnswered(request))
                .toList();
    }

    /**
     * Writes stories until the batch ends. An exception leaves the requests in {@link #unanswered}.
     *
     * @param most maximum number of stories at once
     */
    void write(int most) {
        try {
            model.generate(most, this, rows.listener(sink.listener(stories::get, model, this::ended)));
        } catch (TokenSink.Stopped e) {
            settle();
            throw e;
        } finally {
            requests.release(taken.values());
        }
        settle();
    }

    private void ended(int story) {
        requests.answered(taken.remove(story));
        stories.remove(story);
    }

    @Override
    public List<Prompt> next(int room) {
        if (System.nanoTime() - committed > BETWEEN_COMMITS.toNanos()) {
            settle();
        }
        if (room > 0 && requests.waiting().isEmpty()) {
            requests.poll(Duration.ZERO);
        }
        List<Prompt> joining = new ArrayList<>(rows.next(room));
        for (RequestQueue.Request request : requests.waiting()) {
            if (joining.size() == room || !isOurs(request)) {
                break;
            }
            prepare(request).ifPresent(story -> {
                requests.take(request);
                taken.put(begun, request);
                stories.put(begun++, story);
                rows.add(story);
            });
            joining.addAll(rows.next(room - joining.size()));
        }
        return joining;
    }

    /**
     * Returns whether this model serves the request; false also when no model can, which is
     * reported in its turn.
     */
    private boolean isOurs(RequestQueue.Request request) {
        return ModelPool.of(request.story(), models, vectors, former)
                .value()
                .filter(wanted -> wanted.getSha256().equals(model.info().sha256()))
                .isPresent();
    }

    /** Prepares a request; empty when it is refused, or when its vector may still arrive. */
    private Optional<PreparedStory> prepare(RequestQueue.Request request) {
        try {
            Outcome<PreparedStory> prepared =
                    PreparedStory.of(request.story(), model.info().sha256(), vectors, former);
            prepared.value().ifPresent(story -> model.check(story.prompt()));
            prepared.whyNot()
                    .filter(reason -> System.nanoTime() - request.since() > PATIENCE.toNanos())
                    .ifPresent(reason -> refuse(request, reason));
            return prepared.value();
        } catch (BadInputException e) {
            refuse(request, e.getMessage());
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            if (!Faults.isOfRecord(e)) {
                throw e;
            }
            bury(request, e);
            return Optional.empty();
        }
    }

    /** Answers a request that has brought about a fault with the reason, and keeps it as a dead letter. */
    void bury(RequestQueue.Request request, Throwable fault) {
        requests.bury(request, fault);
        refuse(request, "The story could not be written: " + Faults.sentence(fault));
    }

    private void refuse(RequestQueue.Request request, String reason) {
        sink.refuse(request.story(), reason);
        requests.answered(request);
    }

    private void settle() {
        committed = System.nanoTime();
        requests.commit();
    }
}
