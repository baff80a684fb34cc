// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.http.RequestBody;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.gateway.events.EventStream;
import org.gumshoe.services.gateway.http.AnswerShape;
import org.gumshoe.services.gateway.http.Call;
import org.gumshoe.services.gateway.http.Shape;
import org.gumshoe.services.gateway.view.StoryArchive;
import org.gumshoe.services.gateway.view.TokenRow;

/** Calls for stories: they are asked for, followed, and reopened. */
public final class StoryCalls {
    /** Shape of a token in the stream of all stories. */
    public static final Shape TOKEN =
            Shape.of(StoryToken.getClassSchema(), "story", "arm", "index", "text", "last", "error");

    private static final int LISTED = 60;
    private static final int WAITING = 200;

    private final CallSupport support;
    private final EventStream tokens;

    /**
     * A story of the list.
     *
     * @param opening prompt that it continues
     * @param version and {@code strength} are what steered it, before that as asked for
     * @param written tokens so far
     */
    record StoryLine(
            String story,
            long askedAt,
            String concept,
            String arm,
            String opening,
            Long seed,
            Long version,
            Double strength,
            int written,
            boolean ended,
            String error) {}

    /**
     * What a story was asked with.
     *
     * @param strength null for the vector's own
     * @param version null for the newest at that time
     */
    record StoryTerms(
            String concept,
            String prompt,
            String arm,
            String role,
            long seed,
            int tokens,
            Double strength,
            double temperature,
            double topP,
            Long version,
            List<Integer> layers,
            int minTokens) {
        static StoryTerms of(StoryRequest request) {
            return new StoryTerms(
                    request.getConcept(),
                    request.getPrompt(),
                    request.getArm(),
                    request.getRole(),
                    request.getSeed(),
                    request.getTokens(),
                    request.getStrength(),
                    request.getTemperature(),
                    request.getTopP(),
                    request.getVersion(),
                    request.getLayers(),
                    request.getMinTokens());
        }
    }

    /**
     * A story as it was asked for and written.
     *
     * @param terms null when the broker has deleted the request
     * @param repeatable whether it can be written again to the letter
     * @param reason why, or why not
     */
    record StoryAnswer(
            String story, long askedAt, StoryTerms terms, List<TokenRow> tokens, boolean repeatable, String reason) {}

    StoryCalls(CallSupport support, EventStream tokens) {
        this.support = support;
        this.tokens = tokens;
    }

    List<Call> all() {
        return List.of(
                Call.post(
                        "/api/stories",
                        "requests a story and answers its id",
                        Map.of(),
                        CallSupport.jsonBody(StoryRequestBody.SHAPE.schema()),
                        CallSupport.answer("the story's id", Map.of("story", "string")),
                        support.withJson(this::ask)),
                Call.get(
                        "/api/stories",
                        "lists the newest stories",
                        AnswerShape.list(StoryLine.class, "the newest " + LISTED + " stories"),
                        request -> request.json(support.views().stories().newest(LISTED).stream()
                                .map(StoryCalls::line)
                                .toList())),
                Call.get(
                        "/api/story",
                        "gives a story as it was asked for, and as far as it is written",
                        CallSupport.parameters("id", CallSupport.TEXT),
                        AnswerShape.of(StoryAnswer.class, "the story"),
                        this::story),
                Call.get(
                        "/api/stories/stream",
                        "streams the tokens of all stories from now on",
                        new Call.Content(
                                Set.of("text/event-stream"),
                                TOKEN.schema(),
                                "events 'token' with this data; 'missed' with the number of events that were left out"
                                        + " because the client read too slowly; 'end' when the gateway ends"),
                        request -> tokens.follow(request, "")));
    }

    private void ask(Context request) {
        RequestBody.requireType(request, CallSupport.JSON);
        StoryRequest story = StoryRequestBody.parse(RequestBody.text(request, CallSupport.MAX_JSON_BYTES))
                .request(UUID.randomUUID().toString());
        send(support, story);
        request.json(Map.of("story", story.getStory()));
    }

    /**
     * Sends a request.
     *
     * @throws Refusal with status 429 when too many stories wait
     */
    static void send(CallSupport support, StoryRequest story) {
        if (support.views().stories().waiting() >= WAITING) {
            throw Refusal.until(10, 429, WAITING + " stories wait to be written, which is the limit: ask later.");
        }
        support.send(Topics.STORY_REQUESTS.record(story.getStory(), story));
    }

    private static StoryLine line(StoryArchive.Story story) {
        Optional<StoryToken> last = story.tokens().isEmpty()
                ? Optional.empty()
                : Optional.of(story.tokens().getLast());
        Optional<StoryToken> steered = last.filter(token -> token.getVectorVersion() > 0);
        StoryRequest request = story.request().orElse(null);
        return new StoryLine(
                request == null ? last.map(StoryToken::getStory).orElse("") : request.getStory(),
                story.askedAt(),
                request == null ? last.map(StoryToken::getConcept).orElse("") : request.getConcept(),
                request == null ? last.map(StoryToken::getArm).orElse("") : request.getArm(),
                request == null ? "" : VisibleText.cut(request.getPrompt(), 200),
                request == null ? null : (Long) request.getSeed(),
                steered.map(StoryToken::getVectorVersion).orElse(request == null ? null : request.getVersion()),
                steered.map(StoryToken::getStrength).orElse(request == null ? null : request.getStrength()),
                story.tokens().size(),
                last.filter(StoryToken::getLast).isPresent(),
                last.map(StoryToken::getError).orElse(""));
    }

    private void story(Context request) {
        String id = request.queryParam("id");
        StoryArchive.Story story = support.views()
                .stories()
                .find(id)
                .orElseThrow(() -> Refusal.of(
                        404,
                        "There is no story '" + VisibleText.quoted(id)
                                + "': stories are kept for seven days, and the newest two thousand are shown."));
        Optional<String> obstacle = Repetition.obstacle(story, support.views());
        request.json(new StoryAnswer(
                id,
                story.askedAt(),
                story.request().map(StoryTerms::of).orElse(null),
                story.tokens().stream().map(TokenRow::of).toList(),
                obstacle.isEmpty(),
                obstacle.orElse("The request, the vector's version and the model are all still here.")));
    }
}
