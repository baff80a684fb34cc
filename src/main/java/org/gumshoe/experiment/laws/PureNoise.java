// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.halves.AuthorBootstrap;
import org.gumshoe.experiment.laws.statistics.ConceptMeans;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.NoiseEnds;
import org.gumshoe.steer.basin.LocalRadius;
import org.gumshoe.steer.refine.Refinement;

/**
 * Refinements from pointers of noise alone, the null of the basin. Do they come home because one cluster of the
 * shelf draws from everywhere, and is the end of many concepts, or because a reshuffled pointer keeps something of
 * its concept? What it keeps, kinds of noise take away one after the other.
 */
final class PureNoise {
    private static final int SEEDS = 10;

    /** What a pointer of noise keeps of a concept's pointer. */
    enum Kind {
        /** The scores of each passage together, at another passage. */
        RESHUFFLED("reshuffled") {
            @Override
            ConceptPointer of(ConceptPointer pointer, Random random) {
                return BasinRunner.spoilt(pointer, 1, random.nextLong());
            }
        },
        /** The distribution of each score, but not how they go together. */
        RESHUFFLED_APART("each score reshuffled by itself") {
            @Override
            ConceptPointer of(ConceptPointer pointer, Random random) {
                return new ConceptPointer(
                        BasinRunner.spoilt(pointer, 1, random.nextLong()).z(),
                        BasinRunner.spoilt(pointer, 1, random.nextLong()).weakWordsOrNull(),
                        BasinRunner.spoilt(pointer, 1, random.nextLong()).strongWordsOrNull());
            }
        },
        /** That all scores say the same. */
        NORMAL_TOGETHER("one normal number for all scores of a passage") {
            @Override
            ConceptPointer of(ConceptPointer pointer, Random random) {
                double[] noise = normal(pointer, random);
                return new ConceptPointer(shares(noise), noise, noise);
            }
        },
        /** Nothing. */
        NORMAL("a normal number for each score") {
            @Override
            ConceptPointer of(ConceptPointer pointer, Random random) {
                return new ConceptPointer(
                        shares(normal(pointer, random)), normal(pointer, random), normal(pointer, random));
            }
        };

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        abstract ConceptPointer of(ConceptPointer pointer, Random random);

        /** Returns positive scores with these logarithms: topics are shares. */
        private static double[] shares(double[] logarithms) {
            return Arrays.stream(logarithms).map(Math::exp).toArray();
        }

        private static double[] normal(ConceptPointer pointer, Random random) {
            return random.doubles(pointer.z().length)
                    .map(any -> random.nextGaussian())
                    .toArray();
        }
    }

    private final BasinRunner runner;
    private final List<End> clean;

    /**
     * End of a run in the strong model.
     *
     * @param concept whose pointer it started from, or in whose place noise stood
     */
    private record End(String concept, Refinement.Result end) {}

    /** Refines the reported concepts from their own pointers. */
    PureNoise(LawSetting setting, BasinRunner runner) {
        this.runner = runner;
        this.clean = setting.reported().parallelStream()
                .map(concept -> new End(concept, strong(runner.clean(concept))))
                .filter(c -> c.end != null)
                .toList();
    }

    private static Refinement.Result strong(StitchedLayers.Concept endOrNull) {
        return endOrNull == null ? null : endOrNull.strong();
    }

    /** Returns where the strong model's refinements end: of the clean pointers, then of each kind of noise. */
    Map<String, NoiseEnds> ends() {
        Map<String, NoiseEnds> ends = new LinkedHashMap<>();
        if (clean.isEmpty()) {
            return ends;
        }
        ends.put("no noise", figures(clean));
        for (Kind kind : Kind.values()) {
            ends.put(kind.title, figures(run(kind)));
        }
        return ends;
    }

    private List<End> run(Kind kind) {
        return IntStream.range(0, SEEDS * clean.size())
                .parallel()
                .mapToObj(i -> {
                    String concept = clean.get(i / SEEDS).concept;
                    ConceptPointer noise = kind.of(runner.pointer(concept), new Random(31L * i + kind.ordinal()));
                    Refinement.Result end = strong(runner.refine(noise, new Refinement.Start.Scores()));
                    return end == null ? null : new End(concept, end);
                })
                .filter(Objects::nonNull)
                .toList();
    }

    private NoiseEnds figures(List<End> ends) {
        return new NoiseEnds(
                ends.size(),
                share(ends, true, v -> v >= LocalRadius.HOME),
                share(ends, false, v -> v >= LocalRadius.HOME),
                share(ends, true, v -> v <= -LocalRadius.HOME),
                mean(
                        ends,
                        end -> ends.stream()
                                .filter(other -> !other.concept.equals(end.concept))
                                .mapToDouble(other ->
                                        Math.abs(Refinement.agreement(end.end, other.end)) >= LocalRadius.HOME ? 1 : 0)
                                .average()
                                .orElse(Double.NaN)));
    }

    /** Returns the share of clean ends, the own concept's or the others', at which runs end. */
    private Figure share(List<End> ends, boolean own, DoublePredicate wanted) {
        return mean(
                ends,
                end -> clean.stream()
                        .filter(c -> c.concept.equals(end.concept) == own)
                        .mapToDouble(c -> wanted.test(Refinement.agreement(c.end, end.end)) ? 1 : 0)
                        .average()
                        .orElse(Double.NaN));
    }

    /** Returns the mean over runs, with an interval over concepts. */
    private Figure mean(List<End> ends, ToDoubleFunction<End> of) {
        return AuthorBootstrap.figure(ConceptMeans.of(clean.stream()
                .map(c -> {
                    double[] values = new double[ConceptRanking.DRAWS + 1];
                    Arrays.fill(
                            values,
                            ends.parallelStream()
                                    .filter(e -> e.concept.equals(c.concept))
                                    .mapToDouble(of)
                                    .average()
                                    .orElse(Double.NaN));
                    return values;
                })
                .toList()));
    }
}
