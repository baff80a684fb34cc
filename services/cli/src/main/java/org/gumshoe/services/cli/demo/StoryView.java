// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.client.GumshoeClient;

/** Requests and view of the stories of a demo: every opening in every arm, side by side. */
final class StoryView {
    static final String UNSTEERED = StoryArm.UNSTEERED.wireName();
    static final String TRANSLATED = StoryArm.TRANSLATED.wireName();
    static final String BEST = StoryArm.BEST.wireName();
    private static final int OPENINGS = 3;

    /** At temperature 1 a model sometimes ends a text after a few words, which shows no arm. */
    private static final int MIN_TOKENS = 40;

    private static final List<String> ARMS = List.of(UNSTEERED, TRANSLATED, BEST);

    private final DemoOptions options;
    private final List<StoryRequest> requests;
    private final List<SideBySide> panels = new CopyOnWriteArrayList<>();

    StoryView(DemoOptions options) {
        this.options = options;
        this.requests = requests(options);
    }

    void accept(StoryToken token) {
        panels.forEach(stories -> stories.accept(token));
    }

    private static List<StoryRequest> requests(DemoOptions options) {
        List<StoryRequest> requests = new ArrayList<>();
        for (String opening : StoryOpenings.STORY.subList(0, OPENINGS)) {
            for (String arm : ARMS) {
                requests.add(StoryRequest.newBuilder()
                        .setStory(UUID.randomUUID().toString())
                        .setConcept(options.concept().getName())
                        .setPrompt(opening)
                        .setArm(arm)
                        .setSeed(options.seed())
                        .setTokens(options.tokens())
                        .setMinTokens(Math.min(MIN_TOKENS, options.tokens()))
                        .setStrength(options.strength())
                        .build());
            }
        }
        return requests;
    }

    /** Requests all stories and prints them as they come. */
    void requestAndPrint(GumshoeClient client, WaitLoop waitLoop, PrintStream out) {
        for (int i = 0; i < requests.size(); i += ARMS.size()) {
            panels.add(new SideBySide(out, requests.subList(i, i + ARMS.size())));
        }
        client.requestStories(requests);
        for (SideBySide stories : panels) {
            stories.show();
            waitLoop.until("the stories", stories::complete, () -> "" + stories.tokensSoFar(), false);
            stories.finish();
        }
    }

    /** Returns the stories for the report: arm, opening, seed, strength and text. */
    List<DemoReport.Story> stories(SteeringVector translated, SteeringVector refined) {
        Map<String, Double> strengths = Map.of(
                UNSTEERED, 0.,
                TRANSLATED, translated.getLayers().getFirst().getStrength(),
                BEST, refined.getLayers().getFirst().getStrength());
        List<DemoReport.Story> stories = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            StoryRequest request = requests.get(i);
            stories.add(new DemoReport.Story(
                    request.getArm(),
                    request.getPrompt(),
                    request.getSeed(),
                    request.getArm().equals(UNSTEERED) || options.strength() == null
                            ? strengths.get(request.getArm())
                            : options.strength(),
                    panels.get(i / ARMS.size()).text(i % ARMS.size())));
        }
        return stories;
    }
}
