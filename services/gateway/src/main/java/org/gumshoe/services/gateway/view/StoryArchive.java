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
import org.gumshoe.services.common.records.RecordSize;

/** Archive of the newest stories: what was asked for, and the tokens that have come. */
public final class StoryArchive {
    private static final int STORIES = 2000;

    private final long most;
    private final Map<String, Told> stories = new LinkedHashMap<>();
    private long bytes;

    /**
     * Creates an empty archive.
     *
     * @param most bytes of all stories; a token counts for about a thousand. One story has a quarter
     *     of them: what comes beyond is told as it comes, and not kept
     */
    StoryArchive(long most) {
        this.most = most;
    }

    private static final class Told {
        StoryRequest request;
        long askedAt;
        final List<StoryToken> tokens = new ArrayList<>();
        long bytes;
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
            Told told = stories.computeIfAbsent(story, id -> new Told());
            grow(told, RecordSize.bytes(requestOrNull) - RecordSize.bytes(told.request));
            told.request = requestOrNull;
            told.askedAt = at;
            makeRoom();
        }
    }

    /** Returns whether the token is new; a repeated one is harmless. */
    synchronized boolean add(StoryToken token) {
        Told told = stories.computeIfAbsent(token.getStory(), id -> new Told());
        if (token.getIndex() < told.tokens.size()) {
            return false;
        }
        long size = RecordSize.bytes(token);
        if (told.bytes + size <= most / 4) {
            if (!told.tokens.isEmpty()) {
                shareStrings(token, told.tokens.getFirst());
            }
            told.tokens.add(token);
            grow(told, size);
        }
        makeRoom();
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

    private void grow(Told told, long more) {
        told.bytes += more;
        bytes += more;
    }

    private void makeRoom() {
        Iterator<Told> oldest = stories.values().iterator();
        while (stories.size() > STORIES || bytes > most) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
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
