// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.stories;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.gumshoe.VisibleText;
import org.gumshoe.experiment.plan.StoryOpenings;
import org.gumshoe.pipeline.ModelRole;
import org.gumshoe.pipeline.StoryArm;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.VectorKey;

/**
 * Follower of a concept's vector: for every version it requests stories from the same openings with
 * the same seed, steered and unsteered, and prints them as they come. A story's id is made of
 * everything the story depends on, so that several followers share the stories and none is
 * requested twice.
 */
final class StoryFollower {
    /** Characters to wait for before a line of a story is printed. */
    private static final int LINE_CHARS = 72;

    private static final String UNSTEERED = StoryArm.UNSTEERED.wireName();
    private static final List<String> PREFERRED =
            StoryArm.STEERED.kinds().stream().map(VectorKind::wireName).toList();

    /**
     * Options of a follower.
     *
     * @param openings number of the standard openings
     */
    record FollowOptions(String concept, int openings, int tokens, long seed, Double strength) {}

    private final FollowOptions options;
    private final PrintWriter out;
    private final BlockingQueue<SteeringVector> versions = new LinkedBlockingQueue<>();
    private final Map<String, String> titles = new HashMap<>();
    private final Map<String, StringBuilder> lines = new HashMap<>();

    StoryFollower(FollowOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /** Follows the vector until the thread is interrupted. */
    void follow(Settings settings) throws InterruptedException {
        try (GumshoeClient client = new GumshoeClient(settings);
                TopicTable<StoryToken> stories =
                        new TopicTable<>(settings, Topics.STORIES, (id, token) -> print(token));
                TopicTable<SteeringVector> vectors =
                        new TopicTable<>(settings, Topics.STEERING_VECTORS, (key, vector) -> {
                            if (vector != null && isFollowed(vector)) {
                                versions.add(vector);
                            }
                        })) {
            stories.requireCaughtUp();
            vectors.requireCaughtUp();
            while (true) {
                SteeringVector next = versions.take();
                if (inForce(vectors.view()).filter(next::equals).isPresent()) {
                    request(client, next, stories.view());
                }
            }
        }
    }

    private boolean isFollowed(SteeringVector vector) {
        return vector.getConcept().equals(options.concept())
                && vector.getRole().equals(ModelRole.STRONG.wireName())
                && PREFERRED.contains(vector.getKind());
    }

    /** Returns the vector that the arm "steered" uses; empty while there is none. */
    private Optional<SteeringVector> inForce(Map<String, SteeringVector> vectors) {
        return PREFERRED.stream()
                .map(kind -> vectors.get(new VectorKey(options.concept(), ModelRole.STRONG.wireName(), kind).format()))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private void request(GumshoeClient client, SteeringVector vector, Map<String, StoryToken> existing) {
        List<StoryRequest> requests = requests(vector);
        synchronized (this) {
            out.println();
            out.println("══ " + options.concept() + ", " + VisibleText.line(vector.getKind()) + " version "
                    + vector.getVersion() + ": " + vector.getPassages() + " passages of " + vector.getBooks()
                    + " books");
            vector.getCauses().stream()
                    .limit(5)
                    .forEach(cause ->
                            out.println("   because of " + VisibleText.line(cause.getKind() + " " + cause.getName())));
            out.flush();
            requests.forEach(request -> titles.put(request.getStory(), title(request)));
        }
        client.requestStories(requests.stream()
                .filter(request -> !existing.containsKey(request.getStory()))
                .toList());
    }

    List<StoryRequest> requests(SteeringVector vector) {
        List<StoryRequest> requests = new ArrayList<>();
        for (int opening = 0; opening < Math.min(options.openings(), StoryOpenings.STORY.size()); opening++) {
            for (String arm : List.of(UNSTEERED, vector.getKind())) {
                boolean steered = !arm.equals(UNSTEERED);
                requests.add(StoryRequest.newBuilder()
                        .setStory(storyId(vector, arm, opening))
                        .setConcept(options.concept())
                        .setPrompt(StoryOpenings.STORY.get(opening))
                        .setArm(arm)
                        .setSeed(options.seed())
                        .setTokens(options.tokens())
                        .setStrength(steered ? options.strength() : null)
                        .setVersion(steered ? vector.getVersion() : null)
                        .build());
            }
        }
        return requests;
    }

    private String storyId(SteeringVector vector, String arm, int opening) {
        boolean steered = !arm.equals(UNSTEERED);
        return String.join(
                "|",
                "follow",
                options.concept(),
                arm,
                steered ? "v" + vector.getVersion() : vector.getModel(),
                "opening" + opening,
                "seed" + options.seed(),
                "tokens" + options.tokens(),
                steered && options.strength() != null ? "strength" + options.strength() : "");
    }

    private static String title(StoryRequest request) {
        String version = request.getVersion() == null ? "" : " v" + request.getVersion();
        String opening = request.getPrompt().strip();
        return request.getArm() + version + " · "
                + opening.substring(0, Math.min(24, opening.length())).replace('\n', ' ') + "… │ ";
    }

    /**
     * Prints tokens line by line, each line with the title of its story, because several stories
     * come at the same time.
     */
    private synchronized void print(StoryToken token) {
        String title = token == null ? null : titles.get(token.getStory());
        if (title == null) {
            return;
        }
        if (!token.getError().isEmpty()) {
            out.println(title + VisibleText.line(token.getError()));
            out.flush();
            return;
        }
        StringBuilder line = lines.computeIfAbsent(token.getStory(), id -> new StringBuilder());
        if (token.getIndex() == 0) {
            line.setLength(0);
        }
        line.append(token.getText().replace('\n', ' '));
        if (line.length() >= LINE_CHARS || token.getLast()) {
            out.println(title + VisibleText.line(line.toString().strip()));
            out.flush();
            line.setLength(0);
        }
        if (token.getLast()) {
            lines.remove(token.getStory());
        }
    }
}
