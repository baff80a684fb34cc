// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.generation.Prompt;

/** Searches for several stories side by side, block by block. */
public final class StorySearches {
    private StorySearches() {}

    private record Row(StorySearch search, int candidate) {}

    /**
     * Writes a story for each prompt.
     *
     * @param openings of the stories, which the unsteered model reads; without the prefixes of arms
     * @param reader of the model that writes
     * @return the stories without their prompts
     */
    public static List<String> write(
            LanguageModel model,
            List<Prompt> prompts,
            List<String> openings,
            StorySearch.Plan plan,
            TextReader reader,
            CandidateChooser chooser) {
        List<StorySearch> searches =
                prompts.stream().map(prompt -> new StorySearch(prompt, plan)).toList();
        while (searches.stream().anyMatch(search -> !search.hasEnded())) {
            List<Row> rows = new ArrayList<>();
            List<Prompt> block = new ArrayList<>();
            for (StorySearch search : searches) {
                if (!search.hasEnded()) {
                    List<Prompt> candidates = search.nextBlock();
                    for (int c = 0; c < candidates.size(); c++) {
                        rows.add(new Row(search, c));
                    }
                    block.addAll(candidates);
                }
            }
            model.generate(
                    block,
                    (prompt, index, id, text, logProb, last) -> rows.get(prompt)
                            .search()
                            .add(rows.get(prompt).candidate(), new StorySearch.Token(id, text, logProb), last));
            for (int s = 0; s < searches.size(); s++) {
                if (!searches.get(s).hasEnded()) {
                    choose(searches.get(s), openings.get(s), reader, chooser);
                }
            }
        }
        return searches.stream().map(StorySearch::text).toList();
    }

    /** Reads the candidates of a complete block and chooses one. */
    public static List<StorySearch.Token> choose(
            StorySearch search, String opening, TextReader reader, CandidateChooser chooser) {
        List<String> texts = search.texts();
        return search.choose(texts.size() == 1 ? 0 : chooser.choose(texts, reader.read(opening, texts)));
    }
}
