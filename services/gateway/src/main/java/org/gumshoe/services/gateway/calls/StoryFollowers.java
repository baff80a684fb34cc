// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.gumshoe.services.gateway.view.TokenRow;

/** Followers of single stories: each is given the tokens of its stories as they come. */
public final class StoryFollowers {
    private final Map<String, Queue<TokenRow>> byStory = new ConcurrentHashMap<>();

    /** Begins to follow a story, before it is asked for. */
    void follow(String story, Queue<TokenRow> tokens) {
        byStory.put(story, tokens);
    }

    void leave(String story) {
        byStory.remove(story);
    }

    /** Hands a token over; a story has few tokens, so its follower's queue needs no bound. */
    public void told(TokenRow token) {
        Queue<TokenRow> follower = byStory.get(token.story());
        if (follower != null) {
            follower.add(token);
        }
    }
}
