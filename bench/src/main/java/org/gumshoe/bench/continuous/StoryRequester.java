// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.cli.client.GumshoeClient;

/**
 * Requester of stories for each version that is in force when the stories before have ended, as
 * {@code stories --follow} does.
 */
final class StoryRequester {
    private static final int OPENINGS = 3;
    /** Unsteered texts that the refinement's corpus direction needs. */
    private static final int MIN_UNSTEERED_TEXTS = 8;

    private final String concept;
    private final int tokens;
    private final StoryLog storyLog;
    private volatile SteeringVector pendingVersion;

    /** @param tokens of each story */
    StoryRequester(String concept, int tokens, StoryLog storyLog) {
        this.concept = concept;
        this.tokens = tokens;
        this.storyLog = storyLog;
    }

    /** Takes a version in place of one that still waits. */
    void offer(SteeringVector version) {
        pendingVersion = version;
    }

    /**
     * Requests stories without end, from the same openings for every version; unsteered stories are
     * requested once.
     */
    void run(GumshoeClient client) {
        boolean unsteeredRequested = false;
        while (true) {
            Polling.until("a version", () -> pendingVersion != null);
            SteeringVector vector = pendingVersion;
            pendingVersion = null;
            List<StoryRequest> requests = new ArrayList<>();
            for (int opening = 0; opening < OPENINGS; opening++) {
                requests.add(story(StoryArm.REFINED.wireName(), "v" + vector.getVersion(), opening)
                        .setVersion(vector.getVersion())
                        .build());
            }
            for (int opening = 0; !unsteeredRequested && opening < MIN_UNSTEERED_TEXTS; opening++) {
                requests.add(story(StoryArm.UNSTEERED.wireName(), "unsteered", opening)
                        .build());
            }
            unsteeredRequested = true;
            client.requestStories(requests);
            List<String> names = requests.stream().map(StoryRequest::getStory).toList();
            Polling.until("stories", () -> storyLog.haveEnded(names));
        }
    }

    private StoryRequest.Builder story(String arm, String name, int opening) {
        return StoryRequest.newBuilder()
                .setStory(name + "|" + opening)
                .setConcept(concept)
                .setPrompt(StoryOpenings.STORY.get(opening))
                .setArm(arm)
                .setSeed(1)
                .setTokens(tokens);
    }
}
