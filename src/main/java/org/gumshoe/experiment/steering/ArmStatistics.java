// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.gumshoe.eval.metrics.Bootstrap;
import org.gumshoe.eval.metrics.Diversity;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.experiment.results.SteeringResults;
import org.gumshoe.steer.Statistics;

/**
 * Statistics of the judged texts of one arm, with 95 % bootstrap intervals over openings (Efron
 * 1979).
 */
final class ArmStatistics {
    private static final int DRAWS = 1000;

    private ArmStatistics() {}

    /**
     * Computes the results of an arm.
     *
     * @param openings name of the list of openings
     * @param unsteered texts of the unsteered arm on the same openings
     * @param closeness to real passages, by the names of results.json
     * @param candidates that were written for each token of a text
     */
    static SteeringResults.Arm of(
            SteeringArm arm,
            String openings,
            List<JudgedText> texts,
            List<JudgedText> unsteered,
            Map<String, ExperimentResults.Figure> closeness,
            int candidates) {
        Map<String, ToDoubleFunction<List<JudgedText>>> statistics = new LinkedHashMap<>();
        statistics.put("story", mean(t -> t.story()));
        statistics.put("detective", mean(t -> t.detective()));
        statistics.put("masked", mean(t -> t.masked()));
        statistics.put("joint", mean(t -> t.joint() ? 1 : 0));
        statistics.put("content", mean(t -> known(t.content(), t.hasContent())));
        statistics.put("allThree", mean(t -> known(t.content(), t.joint() && t.hasContent())));
        statistics.put("perplexity", perplexity(t -> t.own()));
        statistics.put("perplexityOther", perplexity(t -> t.other()));
        statistics.put(
                "distinct2",
                t -> Diversity.meanDistinct(t.stream().map(JudgedText::text).toList(), 2));
        statistics.put("divergenceMedian", t -> divergence(t, .5));
        statistics.put("divergenceHigh", t -> divergence(t, .95));
        statistics.put("ratedConcept", rated(texts, r -> r.concept()));
        statistics.put("ratedFluency", rated(texts, r -> r.fluency()));
        statistics.put("ratedStory", rated(texts, r -> r.story()));
        statistics.put("rated", rated(texts, r -> r.harmonicMean()));
        statistics.put("plot", meanOfKnown(texts, t -> PlotSigns.of(t).all() ? 1 : 0));
        String[] groups = texts.stream().map(t -> Integer.toString(t.opening())).toArray(String[]::new);
        Map<String, ExperimentResults.Figure> figures = new LinkedHashMap<>();
        statistics.forEach((what, statistic) -> {
            Bootstrap.Interval interval = Bootstrap.overGroups(
                    groups,
                    drawn -> statistic.applyAsDouble(
                            Arrays.stream(drawn).mapToObj(texts::get).toList()),
                    DRAWS,
                    1);
            figures.put(what, new ExperimentResults.Figure(interval.value(), interval.low(), interval.high()));
        });
        figures.putAll(closeness);
        return new SteeringResults.Arm(
                arm.name(),
                openings,
                arm.layers(),
                arm.strengths(),
                texts.size(),
                figures.get("story").value(),
                figures.get("detective").value(),
                standardError(byOpening(texts)),
                figures.get("masked").value(),
                figures.get("joint").value(),
                figures.get("content").value(),
                figures.get("allThree").value(),
                figures.get("perplexity").value(),
                figures.get("perplexityOther").value(),
                figures.get("distinct2").value(),
                wrongWay(byOpening(texts), byOpening(unsteered)),
                closeness.get("toldApart").value(),
                candidates,
                figures);
    }

    private static double known(Boolean content, boolean is) {
        return content == null ? Double.NaN : is ? 1 : 0;
    }

    private static ToDoubleFunction<List<JudgedText>> rated(List<JudgedText> texts, ToDoubleFunction<TextRating> of) {
        return meanOfKnown(texts, t -> t.content() == null ? Double.NaN : of.applyAsDouble(TextRating.of(t)));
    }

    /** Measures each text once, however often it is drawn. */
    private static ToDoubleFunction<List<JudgedText>> meanOfKnown(
            List<JudgedText> texts, ToDoubleFunction<JudgedText> of) {
        Map<JudgedText, Double> known = new IdentityHashMap<>();
        texts.forEach(t -> known.put(t, of.applyAsDouble(t)));
        return mean(known::get);
    }

    /** Quantile over all tokens of all texts that were measured. */
    private static double divergence(List<JudgedText> texts, double quantile) {
        double[] tokens = texts.stream()
                .filter(t -> t.divergencesOrNull() != null)
                .flatMapToDouble(t -> Arrays.stream(t.divergencesOrNull()))
                .toArray();
        return tokens.length == 0 ? Double.NaN : Statistics.quantile(tokens, quantile);
    }

    private static ToDoubleFunction<List<JudgedText>> mean(ToDoubleFunction<JudgedText> of) {
        return texts -> texts.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private static ToDoubleFunction<List<JudgedText>> perplexity(Function<JudgedText, CachedGenerator.Likelihood> of) {
        return texts -> {
            double nll = 0;
            double tokens = 0;
            for (JudgedText t : texts) {
                if (of.apply(t) != null) {
                    nll += of.apply(t).nll();
                    tokens += of.apply(t).tokens();
                }
            }
            return Math.exp(nll / tokens);
        };
    }

    private static Map<Integer, Double> byOpening(List<JudgedText> texts) {
        Map<Integer, double[]> sums = new HashMap<>();
        for (JudgedText t : texts) {
            double[] sum = sums.computeIfAbsent(t.opening(), o -> new double[2]);
            sum[0] += t.detective();
            sum[1]++;
        }
        Map<Integer, Double> means = new HashMap<>();
        sums.forEach((opening, sum) -> means.put(opening, sum[0] / sum[1]));
        return means;
    }

    private static double standardError(Map<Integer, Double> means) {
        double mean = means.values().stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        double squares = means.values().stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .sum();
        return Math.sqrt(squares / (means.size() - 1) / means.size());
    }

    private static double wrongWay(Map<Integer, Double> means, Map<Integer, Double> unsteered) {
        return means.entrySet().stream()
                .mapToDouble(e -> e.getValue() < unsteered.getOrDefault(e.getKey(), Double.NaN) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
