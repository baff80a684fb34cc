// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.laws.statistics.MeanFigure;
import org.gumshoe.experiment.laws.stories.ShortStories;
import org.gumshoe.experiment.laws.stories.StoryReader;
import org.gumshoe.experiment.laws.stories.StoryTexts;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.experiment.results.StoryShift;
import org.gumshoe.lda.BagOfWords;
import org.gumshoe.lda.TopicModel;
import org.gumshoe.steer.Direction;
import org.gumshoe.text.words.Words;

/**
 * Causal shift of whole stories: what the strong model writes under the translated vectors of all topics, read for each
 * topic in two ways. The words that are written are read by the topic model, which knows no language model. The
 * unsteered weak model reads by the probe that it refined on the half of the authors that the vector was not made from.
 */
final class TopicStories {
    private static final int HALVES = 2;
    private static final int OPENINGS = 8;

    /** Random directions in the place of each half's vectors. */
    private static final int RANDOM = 10;

    /**
     * Topic that stories are written for.
     *
     * @param number in the topic model
     * @param deviation of its share of a passage
     * @param translated the direction from each half of the authors
     * @param readers refined on each half
     */
    record Told(int number, double deviation, List<Direction> translated, List<StoryReader> readers) {}

    /**
     * Texts of one vector.
     *
     * @param shares of each topic in the words of all its texts, which together are about half as long as a passage
     */
    record Written(StoryTexts texts, float[] shares) {}

    /**
     * Texts of one half's vectors.
     *
     * @param steered in the order of the topics
     */
    record OfHalf(List<Written> steered, List<Written> random) {}

    /** Shifts of one topic by both readers. */
    record Shifts(StoryShift byWords, StoryShift byProbe) {}

    private final List<Told> topics;
    private final List<Written> unsteered;
    private final List<OfHalf> halves;

    TopicStories(List<Told> topics, List<Written> unsteered, List<OfHalf> halves) {
        this.topics = topics;
        this.unsteered = unsteered;
        this.halves = halves;
    }

    /** Writes the stories of all topics and of the nulls. */
    static TopicStories write(LawSetting setting, TopicModel model, List<Told> topics, List<StitchedLayers> halves) {
        if (topics.isEmpty()) {
            return new TopicStories(topics, List.of(), List.of());
        }
        Function<StoryTexts, Written> read =
                texts -> new Written(texts, model.proportions(BagOfWords.of(Words.tokens(texts.together()))));
        try (ShortStories stories = ShortStories.of(
                setting.config(), setting.activations(), setting.weak().refined(), OPENINGS, setting.progress())) {
            List<Written> unsteered = stories.unsteered().stream().map(read).toList();
            List<OfHalf> written = new ArrayList<>();
            for (int h = 0; h < HALVES; h++) {
                int half = h;
                double[] deviation = halves.get(h).strong().deviation();
                List<Direction> directions = new ArrayList<>(
                        topics.stream().map(t -> t.translated().get(half)).toList());
                for (int r = 0; r < RANDOM; r++) {
                    directions.add(CausalShift.random(directions.getFirst(), deviation, HALVES * r + h));
                }
                List<Written> all =
                        stories.steered(directions).stream().map(read).toList();
                written.add(new OfHalf(all.subList(0, topics.size()), all.subList(topics.size(), all.size())));
            }
            return new TopicStories(topics, unsteered, written);
        }
    }

    /** Returns the shifts in the order of the topics. */
    List<Shifts> shifts() {
        return IntStream.range(0, topics.size())
                .mapToObj(t -> {
                    Told topic = topics.get(t);
                    ToDoubleFunction<Written> words = w -> w.shares()[topic.number()] / topic.deviation();
                    return new Shifts(shift(t, half -> words), shift(t, half -> {
                        StoryReader reader = topic.readers().get(1 - half);
                        return w -> reader.of(w.texts());
                    }));
                })
                .toList();
    }

    /** Returns the means over both halves of what a reader says of texts less what it says of unsteered ones. */
    private StoryShift shift(int topic, IntFunction<ToDoubleFunction<Written>> readerOf) {
        double own = 0;
        double others = 0;
        double random = 0;
        for (int h = 0; h < HALVES; h++) {
            ToDoubleFunction<Written> reader = readerOf.apply(h);
            double plain = StoryReader.mean(unsteered, reader);
            List<Written> rest = new ArrayList<>(halves.get(h).steered());
            Written mine = rest.remove(topic);
            own += (reader.applyAsDouble(mine) - plain) / HALVES;
            others += (StoryReader.mean(rest, reader) - plain) / HALVES;
            random += (StoryReader.mean(halves.get(h).random(), reader) - plain) / HALVES;
        }
        return new StoryShift(own, others, random);
    }

    /** Returns the means over topics, by reader. */
    static Map<String, StoryShift.Means> figures(List<LawsResults.Topic> topics) {
        Map<String, StoryShift.Means> figures = new LinkedHashMap<>();
        figures.put("words", figures(topics, LawsResults.Topic::storiesByWords));
        figures.put("probe", figures(topics, LawsResults.Topic::storiesByProbe));
        return figures;
    }

    private static StoryShift.Means figures(
            List<LawsResults.Topic> topics, Function<LawsResults.Topic, StoryShift> of) {
        List<StoryShift> shifts = topics.stream().map(of).toList();
        return new StoryShift.Means(
                MeanFigure.of(shifts.stream().mapToDouble(StoryShift::own).toArray()),
                MeanFigure.of(shifts.stream().mapToDouble(StoryShift::others).toArray()),
                MeanFigure.of(shifts.stream().mapToDouble(StoryShift::random).toArray()));
    }
}
