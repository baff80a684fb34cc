// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.continuous;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.gumshoe.schemas.StoryToken;

/** Log of the stories that were requested while the system ran. */
final class StoryLog {
    private final Map<String, Story> stories = new ConcurrentHashMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();

    private record Story(String text, int tokens, Double logProb, String error) {
        private static final Story EMPTY = new Story("", 0, null, "");

        Story with(StoryToken token) {
            return new Story(
                    text + token.getText(), token.getIndex() + 1, token.getLogProbUnsteered(), token.getError());
        }

        boolean refused() {
            return !error.isEmpty();
        }
    }

    void add(String name, StoryToken token) {
        if (token != null) {
            stories.compute(
                    name, (key, story) -> (token.getIndex() == 0 || story == null ? Story.EMPTY : story).with(token));
            if (token.getLast()) {
                ended.add(name);
            }
        }
    }

    /** Returns whether all of these stories have ended. */
    boolean haveEnded(List<String> names) {
        return ended.containsAll(names);
    }

    long written() {
        return stories.size() - refused();
    }

    /** Number of stories that were refused, because another version had replaced theirs. */
    long refused() {
        return stories.values().stream().filter(Story::refused).count();
    }

    /** Perplexity, by the unsteered model, of the stories whose names begin so; null for none. */
    Double perplexity(String prefix) {
        List<Story> scored = stories.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix) && entry.getValue().logProb != null)
                .map(Map.Entry::getValue)
                .toList();
        double tokens = scored.stream().mapToInt(Story::tokens).sum();
        double logProb = scored.stream().mapToDouble(Story::logProb).sum();
        return tokens == 0 ? null : Math.exp(-logProb / tokens);
    }

    /** Returns all stories as Markdown. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(stories)
                .forEach((name, story) -> text.append("### ")
                        .append(name)
                        .append("\n\n")
                        .append(story.refused() ? "(" + story.error + ")" : story.text.strip())
                        .append("\n\n"));
        return text.toString();
    }
}
