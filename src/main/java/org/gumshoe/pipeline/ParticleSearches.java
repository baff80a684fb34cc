// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.steer.control.ReadOut;
import org.gumshoe.steer.control.RepeatedWords;
import org.gumshoe.steer.control.StoryScore;
import org.gumshoe.steer.control.TextReading;

/** Searches for several stories side by side by particles, block by block. */
public final class ParticleSearches {
    private ParticleSearches() {}

    private record Row(ParticleSearch search, int particle) {}

    /**
     * Writes a story for each prompt. The value of a text is the read-out of its mean activation, up to its
     * target, less its repetition as {@link StoryScore} counts it.
     *
     * @param openings of the stories, which the unsteered model reads; without the prefixes of arms
     * @return the stories without their prompts
     */
    public static List<String> write(
            LanguageModel model, List<Prompt> prompts, List<String> openings, ParticleSearch.Plan plan, ReadOut value) {
        TextReader reader = new TextReader(model, new int[] {value.layer()}, false);
        List<ParticleSearch> searches =
                prompts.stream().map(prompt -> new ParticleSearch(prompt, plan)).toList();
        while (searches.stream().anyMatch(search -> !search.hasEnded())) {
            List<Row> rows = new ArrayList<>();
            List<Prompt> block = new ArrayList<>();
            for (ParticleSearch search : searches) {
                List<Prompt> growing = search.hasEnded() ? List.of() : search.nextBlock();
                for (int p = 0; p < growing.size(); p++) {
                    rows.add(new Row(search, p));
                }
                block.addAll(growing);
            }
            model.generate(
                    block,
                    (prompt, index, id, text, logProb, last) ->
                            rows.get(prompt).search().add(rows.get(prompt).particle(), text));
            weigh(searches, openings, reader, value);
        }
        return searches.stream().map(ParticleSearch::draw).toList();
    }

    private static void weigh(List<ParticleSearch> searches, List<String> openings, TextReader reader, ReadOut value) {
        List<String> texts = new ArrayList<>();
        List<String> before = new ArrayList<>();
        List<ParticleSearch> grown =
                searches.stream().filter(search -> !search.hasEnded()).toList();
        for (ParticleSearch search : grown) {
            for (String text : search.texts()) {
                texts.add(text);
                before.add(openings.get(searches.indexOf(search)));
            }
        }
        List<float[]> activations = reader.activations(before, texts, value.layer());
        int next = 0;
        for (ParticleSearch search : grown) {
            double[] values = new double[search.texts().size()];
            for (int p = 0; p < values.length; p++, next++) {
                TextReading reading = new TextReading(
                        Map.of(value.layer(), activations.get(next)), 0, RepeatedWords.of(texts.get(next)));
                values[p] = value.upToTarget(reading) - StoryScore.REPETITION * reading.repeated();
            }
            search.weigh(values);
        }
    }
}
