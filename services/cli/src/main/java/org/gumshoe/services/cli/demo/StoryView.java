// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.system.GumshoeClient;

/** The stories of a demo: every opening in every arm, side by side. */
final class StoryView {
    static final String UNSTEERED = "unsteered";
    static final String TRANSLATED = "translated";
    static final String REFINED = "refined";
    private static final int STORIES = 3;
    private static final List<String> ARMS = List.of(UNSTEERED, TRANSLATED, REFINED);

    private final Demo.Wishes wishes;
    private final List<StoryRequest> requests;
    private final List<SideBySide> beside = new CopyOnWriteArrayList<>();

    StoryView(Demo.Wishes wishes) {
        this.wishes = wishes;
        this.requests = requests(wishes);
    }

    void accept(StoryToken token) {
        beside.forEach(stories -> stories.accept(token));
    }

    private static List<StoryRequest> requests(Demo.Wishes wishes) {
        List<StoryRequest> requests = new ArrayList<>();
        for (String opening : StoryOpenings.STORY.subList(0, STORIES)) {
            for (String arm : ARMS) {
                requests.add(StoryRequest.newBuilder()
                        .setStory(UUID.randomUUID().toString())
                        .setConcept(wishes.concept().getName())
                        .setPrompt(opening)
                        .setArm(arm)
                        .setSeed(wishes.seed())
                        .setTokens(wishes.tokens())
                        .setStrength(wishes.strength())
                        .build());
            }
        }
        return requests;
    }

    /** Asks for all and shows them as they come. */
    void tell(GumshoeClient announcer, WaitLoop waiting, PrintStream out) {
        for (int i = 0; i < requests.size(); i += ARMS.size()) {
            beside.add(new SideBySide(out, requests.subList(i, i + ARMS.size())));
        }
        announcer.stories(requests);
        for (SideBySide stories : beside) {
            stories.show();
            waiting.until("the stories", stories::complete, () -> "" + stories.tokensSoFar(), false);
            stories.finish();
        }
    }

    /** What was told. */
    List<DemoReport.Story> stories(SteeringVector translated, SteeringVector refined) {
        Map<String, Double> strengths = Map.of(
                UNSTEERED, 0.,
                TRANSLATED, translated.getLayers().getFirst().getStrength(),
                REFINED, refined.getLayers().getFirst().getStrength());
        List<DemoReport.Story> stories = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            StoryRequest request = requests.get(i);
            stories.add(new DemoReport.Story(
                    request.getArm(),
                    request.getPrompt(),
                    request.getSeed(),
                    request.getArm().equals(UNSTEERED) || wishes.strength() == null
                            ? strengths.get(request.getArm())
                            : wishes.strength(),
                    beside.get(i / ARMS.size()).text(i % ARMS.size())));
        }
        return stories;
    }
}
