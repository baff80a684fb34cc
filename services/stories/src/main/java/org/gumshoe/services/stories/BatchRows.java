// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.lm.generation.TokenListener;
import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.pipeline.StorySearches;
import org.gumshoe.pipeline.TextReader;

/**
 * Rows of a running batch: a story that is written once has one, a story that is chosen has one for each
 * candidate of the block that is being written. Of a chosen story the kept blocks alone are told.
 */
final class BatchRows {
    private final SteerableModel model;
    /** Rows that are being written, by their number; a batch may last as long as the service. */
    private final Map<Integer, Row> admitted = new HashMap<>();

    private final Deque<Row> waiting = new ArrayDeque<>();
    private int stories;
    private int rows;

    private record Row(Story story, int candidate, Prompt prompt) {}

    /** Story of the batch; {@code told} tokens of it are with the listener. */
    private static final class Story {
        private final int number;
        private final PreparedStory prepared;
        private final Optional<StorySearch> search;
        private int told;

        private Story(int number, PreparedStory prepared) {
            this.number = number;
            this.prepared = prepared;
            this.search = prepared.control().map(control -> new StorySearch(prepared.prompt(), control.plan()));
        }
    }

    BatchRows(SteerableModel model) {
        this.model = model;
    }

    /** Adds a story; stories are numbered in this order. */
    void add(PreparedStory prepared) {
        Story story = new Story(stories++, prepared);
        story.search.ifPresentOrElse(
                search -> beginBlock(story, search), () -> waiting.add(new Row(story, 0, prepared.prompt())));
    }

    private void beginBlock(Story story, StorySearch search) {
        List<Prompt> block = search.nextBlock();
        for (int candidate = 0; candidate < block.size(); candidate++) {
            waiting.add(new Row(story, candidate, block.get(candidate)));
        }
    }

    /** Returns the prompts of the next rows, and counts them as admitted. */
    List<Prompt> next(int room) {
        List<Prompt> prompts = new ArrayList<>();
        while (prompts.size() < room && !waiting.isEmpty()) {
            Row row = waiting.remove();
            admitted.put(rows++, row);
            prompts.add(row.prompt);
        }
        return prompts;
    }

    /**
     * Returns a listener to the rows.
     *
     * @param ofStories told the number of a story in the place of its row
     */
    TokenListener listener(TokenListener ofStories) {
        return (prompt, index, id, text, logProb, last) -> {
            Row row = last ? admitted.remove(prompt) : admitted.get(prompt);
            StorySearch.Token token = new StorySearch.Token(id, text, logProb);
            if (row.story.search.isEmpty()) {
                tell(row.story, List.of(token), last, ofStories);
                return;
            }
            StorySearch search = row.story.search.get();
            search.add(row.candidate, token, last);
            if (search.isBlockComplete()) {
                tell(row.story, choose(row.story, search), search.hasEnded(), ofStories);
                if (!search.hasEnded()) {
                    beginBlock(row.story, search);
                }
            }
        };
    }

    private List<StorySearch.Token> choose(Story story, StorySearch search) {
        PreparedStory.ChosenBy by = story.prepared.control().orElseThrow();
        return StorySearches.choose(
                search,
                story.prepared.request().getPrompt(),
                new TextReader(model, by.score().layers(), by.score().likelihood()),
                (texts, readings) -> by.score().best(readings));
    }

    private static void tell(Story story, List<StorySearch.Token> tokens, boolean ends, TokenListener listener) {
        for (int i = 0; i < tokens.size(); i++) {
            StorySearch.Token token = tokens.get(i);
            boolean last = ends && i == tokens.size() - 1;
            listener.token(story.number, story.told++, token.id(), token.text(), token.logProb(), last);
        }
    }
}
