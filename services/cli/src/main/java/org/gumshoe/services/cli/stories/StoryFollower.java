// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.stories;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.system.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Has the same openings written with the same seed for every version of a vector, steered and
 * unsteered, and shows them as they come. A story's id is made of what it depends on, so that
 * whoever follows as well sees the same stories and asks for none twice.
 */
final class StoryFollower {
    /** What is waited for before a line of a story is shown. */
    private static final int LINE = 72;

    private static final List<String> PREFERRED = List.of("refined", "translated", "native");

    /** @param openings how many of the fixed ones */
    record Wishes(String concept, int openings, int tokens, long seed, Double strength) {}

    private final Wishes wishes;
    private final PrintWriter out;
    private final BlockingQueue<SteeringVector> versions = new LinkedBlockingQueue<>();
    private final Map<String, String> titles = new HashMap<>();
    private final Map<String, StringBuilder> lines = new HashMap<>();

    StoryFollower(Wishes wishes, PrintWriter out) {
        this.wishes = wishes;
        this.out = out;
    }

    /** Returns when interrupted. */
    void follow(Settings settings) throws InterruptedException {
        try (GumshoeClient announcer = new GumshoeClient(settings);
                TopicTable<StoryToken> stories =
                        new TopicTable<>(settings, Topics.STORIES, (id, token) -> show(token));
                TopicTable<SteeringVector> vectors =
                        new TopicTable<>(settings, Topics.STEERING_VECTORS, (key, vector) -> {
                            if (vector != null && isWatched(vector)) {
                                versions.add(vector);
                            }
                        })) {
            stories.requireCaughtUp();
            vectors.requireCaughtUp();
            while (true) {
                SteeringVector next = versions.take();
                SteeringVector newest = inForce(vectors.view());
                if (next.equals(newest)) {
                    ask(announcer, newest, stories.view());
                }
            }
        }
    }

    private boolean isWatched(SteeringVector vector) {
        return vector.getConcept().equals(wishes.concept())
                && vector.getRole().equals("strong")
                && PREFERRED.contains(vector.getKind());
    }

    /** The kind that the arm "steered" means. */
    private SteeringVector inForce(Map<String, SteeringVector> vectors) {
        return PREFERRED.stream()
                .map(kind -> vectors.get(wishes.concept() + "|strong|" + kind))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private void ask(GumshoeClient announcer, SteeringVector vector, Map<String, StoryToken> told) {
        List<StoryRequest> requests = requests(vector);
        synchronized (this) {
            out.println();
            out.println("══ " + wishes.concept() + ", " + vector.getKind() + " version " + vector.getVersion() + ": "
                    + vector.getPassages() + " passages of " + vector.getBooks() + " books");
            vector.getCauses().stream()
                    .limit(5)
                    .forEach(cause -> out.println("   because of " + cause.getKind() + " " + cause.getName()));
            out.flush();
            requests.forEach(request -> titles.put(request.getStory(), title(request)));
        }
        announcer.stories(requests.stream()
                .filter(request -> !told.containsKey(request.getStory()))
                .toList());
    }

    List<StoryRequest> requests(SteeringVector vector) {
        List<StoryRequest> requests = new ArrayList<>();
        for (int opening = 0; opening < Math.min(wishes.openings(), StoryOpenings.STORY.size()); opening++) {
            for (String arm : List.of("unsteered", vector.getKind())) {
                boolean steered = !arm.equals("unsteered");
                String id = String.join(
                        "|",
                        "follow",
                        wishes.concept(),
                        arm,
                        steered ? "v" + vector.getVersion() : vector.getModel(),
                        "opening" + opening,
                        "seed" + wishes.seed(),
                        "tokens" + wishes.tokens(),
                        steered && wishes.strength() != null ? "strength" + wishes.strength() : "");
                requests.add(StoryRequest.newBuilder()
                        .setStory(id)
                        .setConcept(wishes.concept())
                        .setPrompt(StoryOpenings.STORY.get(opening))
                        .setArm(arm)
                        .setSeed(wishes.seed())
                        .setTokens(wishes.tokens())
                        .setStrength(steered ? wishes.strength() : null)
                        .setVersion(steered ? vector.getVersion() : null)
                        .build());
            }
        }
        return requests;
    }

    private static String title(StoryRequest request) {
        String version = request.getVersion() == null ? "" : " v" + request.getVersion();
        String opening = request.getPrompt().strip();
        return request.getArm() + version + " · "
                + opening.substring(0, Math.min(24, opening.length())).replace('\n', ' ') + "… │ ";
    }

    /** Tokens of several stories come together, so each is shown in lines under its name. */
    private synchronized void show(StoryToken token) {
        String title = token == null ? null : titles.get(token.getStory());
        if (title == null) {
            return;
        }
        if (!token.getError().isEmpty()) {
            out.println(title + token.getError());
            out.flush();
            return;
        }
        StringBuilder line = lines.computeIfAbsent(token.getStory(), id -> new StringBuilder());
        if (token.getIndex() == 0) {
            line.setLength(0);
        }
        line.append(token.getText().replace('\n', ' '));
        if (line.length() >= LINE || token.getLast()) {
            out.println(title + line.toString().strip());
            out.flush();
            line.setLength(0);
        }
        if (token.getLast()) {
            lines.remove(token.getStory());
        }
    }
}
