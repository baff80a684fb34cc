// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.cli.client.GumshoeClient;

/**
 * Texts that nobody is shown: they flow back into the stream. From unsteered ones it learns how the concept's passages
 * differ from what the model writes by itself, by which stories of the arm {@code best} are chosen; from those under
 * single directions, on the same openings, how strong both should be.
 */
final class OwnTexts {
    private static final int TEXTS = StoryOpenings.SHORT.size();
    private static final int TOKENS = 72;

    /** Shorter texts do not flow back. */
    private static final int MIN_TOKENS = 40;

    private OwnTexts() {}

    static void request(GumshoeClient client, DemoOptions options, StoryArm... arms) {
        List<StoryRequest> requests = Arrays.stream(arms)
                .flatMap(arm -> IntStream.range(0, TEXTS)
                        .mapToObj(text -> StoryRequest.newBuilder()
                                .setStory(UUID.randomUUID().toString())
                                .setConcept(options.concept().getName())
                                .setPrompt(StoryOpenings.SHORT.get(text))
                                .setArm(arm.wireName())
                                .setSeed(options.seed() + text)
                                .setTokens(TOKENS)
                                .setMinTokens(MIN_TOKENS)
                                .build()))
                .toList();
        client.requestStories(requests);
    }

    /** Returns whether a vector tells the concept's passages from them. */
    static boolean areKnownTo(SteeringVector refined) {
        return refined.getControl() != null && !refined.getControl().getLikelihood();
    }

    /** Returns whether a vector's strengths were solved from them. */
    static boolean areSolvedIn(SteeringVector refined) {
        return refined.getDiagnosis().containsKey("solvedClassContrast");
    }
}
