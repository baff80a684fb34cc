// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.schemas.StoryToken;

/** Archive of the newest stories: what was asked for, and the tokens that have come. */
public final class StoryArchive {
    /** Bounds of what is kept: a token takes some 600 bytes, so that is 12 MB. */
    private static final int STORIES = 2000;

    private static final int TOKENS = 20_000;

    private final Map<String, Told> stories = new LinkedHashMap<>();
    private int tokens;

    private static final class Told {
        StoryRequest request;
        long askedAt;
        final List<StoryToken> tokens = new ArrayList<>();
    }

    /**
     * A story as far as it is written.
     *
     * @param request empty when the broker has deleted it
     * @param askedAt milliseconds since the epoch; 0 when that is not known
     */
    public record Story(Optional<StoryRequest> request, long askedAt, List<StoryToken> tokens) {}

    synchronized void ask(String story, StoryRequest requestOrNull, long at) {
        if (requestOrNull != null) {
            Told told = told(story);
            told.request = requestOrNull;
            told.askedAt = at;
        }
    }

    /** Returns whether the token is new; a repeated one is harmless. */
    synchronized boolean add(StoryToken token) {
        List<StoryToken> known = told(token.getStory()).tokens;
        if (token.getIndex() < known.size()) {
            return false;
        }
        if (!known.isEmpty()) {
            shareStrings(token, known.getFirst());
        }
        known.add(token);
        tokens++;
        return true;
    }

    /** Lets a token hold the same strings as the story's first one, instead of copies of them. */
    private static void shareStrings(StoryToken token, StoryToken first) {
        token.setStory(shared(token.getStory(), first.getStory()));
        token.setConcept(shared(token.getConcept(), first.getConcept()));
        token.setArm(shared(token.getArm(), first.getArm()));
        token.setModel(shared(token.getModel(), first.getModel()));
    }

    private static String shared(String text, String known) {
        return text.equals(known) ? known : text;
    }

    private Told told(String story) {
        Told told = stories.computeIfAbsent(story, id -> new Told());
        Iterator<Map.Entry<String, Told>> oldest = stories.entrySet().iterator();
        while (stories.size() > STORIES || tokens > TOKENS && stories.size() > 1) {
            tokens -= oldest.next().getValue().tokens.size();
            oldest.remove();
        }
        return told;
    }

    public synchronized Optional<Story> find(String story) {
        return Optional.ofNullable(stories.get(story)).map(StoryArchive::shown);
    }

    /** Returns the newest stories, the newest first. */
    public synchronized List<Story> newest(int count) {
        return List.copyOf(stories.values()).reversed().stream()
                .limit(count)
                .map(StoryArchive::shown)
                .toList();
    }

    /** Returns the number of requests of the last ten minutes without a last token. */
    public synchronized long waiting() {
        long since = System.currentTimeMillis() - 600_000;
        return stories.values().stream()
                .filter(told -> told.askedAt > since)
                .filter(told -> told.tokens.isEmpty() || !told.tokens.getLast().getLast())
                .count();
    }

    private static Story shown(Told told) {
        return new Story(Optional.ofNullable(told.request), told.askedAt, List.copyOf(told.tokens));
    }
}
