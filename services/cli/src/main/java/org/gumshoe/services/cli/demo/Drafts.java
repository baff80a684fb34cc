// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.gumshoe.experiment.Openings;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.Announcer;

/** Stories that are not shown: the model that writes them with its refined vector reads them, and what they lack changes that vector. */
final class Drafts {
    /** As many as the steering service waits for. */
    private static final int ENOUGH = 8;

    /** A story of fewer tokens does not count, so that one may end early. */
    private static final int COUNTS = 40;

    private static final int TOKENS = 60;
    private static final int ROUNDS = 3;

    /** Longer than the quiet time before a solution, and reading them. */
    private static final double PATIENCE_SECONDS = 30;

    private final Demo.Wishes wishes;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger counted = new AtomicInteger();

    Drafts(Demo.Wishes wishes) {
        this.wishes = wishes;
    }

    void accept(StoryToken token) {
        if (open.contains(token.getStory())) {
            tokens.incrementAndGet();
            if (token.getLast()) {
                counted.addAndGet(token.getIndex() + 1 >= COUNTS ? 1 : 0);
                open.remove(token.getStory());
            }
        }
    }

    /** The vector that has changed by them; empty when it has not. */
    Optional<SteeringVector> write(Announcer announcer, Waiting waiting, Watch watch, Stages stages) {
        for (int round = 0;
                round < ROUNDS && counted.get() < ENOUGH && changed(watch).isEmpty();
                round++) {
            List<StoryRequest> requests = requests(ENOUGH - counted.get(), wishes.seed() + round);
            requests.forEach(request -> open.add(request.getStory()));
            announcer.stories(requests);
            waiting.until(
                    "the drafts", open::isEmpty, () -> "writing with the refined vector: " + tokens.get() + " tokens");
        }
        double until = stages.now() + PATIENCE_SECONDS;
        waiting.until(
                "the remainder",
                () -> stages.now() > until || changed(watch).isPresent(),
                () -> "reading what was written");
        return changed(watch);
    }

    private Optional<SteeringVector> changed(Watch watch) {
        return watch.vector(wishes.concept().getName(), "strong", Telling.REFINED)
                .filter(vector -> vector.getDiagnosis().containsKey("steeredTexts"));
    }

    private List<StoryRequest> requests(int count, long seed) {
        List<StoryRequest> requests = new ArrayList<>();
        for (String opening : Openings.STORY.subList(Telling.STORIES, Telling.STORIES + count)) {
            requests.add(StoryRequest.newBuilder()
                    .setStory(UUID.randomUUID().toString())
                    .setConcept(wishes.concept().getName())
                    .setPrompt(opening)
                    .setArm(Telling.REFINED)
                    .setSeed(seed)
                    .setTokens(TOKENS)
                    .build());
        }
        return requests;
    }
}
