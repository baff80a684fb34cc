// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.halves.AuthorBootstrap;
import org.gumshoe.experiment.halves.YardstickConcept;
import org.gumshoe.experiment.laws.statistics.AlarmSkill;
import org.gumshoe.experiment.laws.statistics.ConceptMeans;
import org.gumshoe.experiment.laws.statistics.PowerLaw;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.HalvesResults.Use;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.experiment.results.NoiseEnds;

/** Law 2: how wide the basin of attraction is, against the number of books, and what notices a failed run. */
final class BasinLaw {
    static final double[] NOISE = {.2, .4, .6, .8, .9, 1};
    private static final int[] BOOKS = {20, 40, 80};
    private static final long SEED = 12;

    private final LawSetting setting;
    private final Map<Integer, Map<String, double[]>> home = new TreeMap<>();
    private final ConcurrentLinkedQueue<BasinRunner.End> ends = new ConcurrentLinkedQueue<>();
    private final Map<String, Double> local = new ConcurrentHashMap<>();
    private Map<String, NoiseEnds> nulls = Map.of();

    BasinLaw(LawSetting setting) {
        this.setting = setting;
        int all = setting.corpus().books().size();
        List<Integer> sizes = new ArrayList<>(
                Arrays.stream(BOOKS).filter(n -> n < all).boxed().toList());
        sizes.add(all);
        int done = 0;
        for (int size : sizes) {
            run(size, size == all, size == all || size == BOOKS[BOOKS.length - 1]);
            setting.progress().step("basins by number of books", ++done, sizes.size());
        }
    }

    private void run(int size, boolean all, boolean alarms) {
        List<BasinRunner> runners = IntStream.range(0, all ? 1 : setting.repetitions())
                .mapToObj(draw -> new BasinRunner(setting, draw(size, draw)))
                .toList();
        Map<String, double[]> byConcept = new ConcurrentHashMap<>();
        setting.concepts().parallelStream().map(YardstickConcept::name).forEach(concept -> {
            List<double[]> shares = new ArrayList<>();
            for (BasinRunner runner : runners) {
                StitchedLayers.Concept clean = runner.clean(concept);
                if (clean == null) {
                    continue;
                }
                shares.add(Arrays.stream(NOISE)
                        .map(noise -> IntStream.rangeClosed(0, setting.repetitions())
                                .mapToDouble(s -> runner.comesHome(concept, clean, noise, seed(concept, s)) ? 1 : 0)
                                .average()
                                .orElseThrow())
                        .toArray());
                if (alarms) {
                    ends.addAll(runner.ends(concept, clean, NOISE, setting.repetitions()));
                }
                if (all) {
                    local.put(concept, runner.localRadius(concept, clean));
                }
            }
            if (!shares.isEmpty()) {
                byConcept.put(
                        concept,
                        IntStream.range(0, NOISE.length)
                                .mapToDouble(l -> shares.stream()
                                        .mapToDouble(s -> s[l])
                                        .average()
                                        .orElseThrow())
                                .toArray());
            }
        });
        home.put(size, byConcept);
        if (all) {
            nulls = new PureNoise(setting, runners.getFirst()).ends();
        }
    }

    /** Returns a seed of its own for each concept, so that their runs are independent. */
    private static long seed(String concept, int number) {
        return SEED + number + 100L * concept.hashCode();
    }

    private Set<String> draw(int size, int draw) {
        List<String> ids = new ArrayList<>(setting.corpus().books().stream()
                .map(Corpus.Labelled::id)
                .sorted()
                .toList());
        Collections.shuffle(ids, new Random(SEED + draw));
        return new TreeSet<>(ids.subList(0, size));
    }

    LawsResults.Warranty result() {
        List<String> concepts = setting.reported();
        Map<Integer, double[][]> byLevel = new TreeMap<>();
        Map<Integer, Map<Double, Figure>> shares = new TreeMap<>();
        home.forEach((n, byConcept) -> {
            double[][] levels = IntStream.range(0, NOISE.length)
                    .mapToObj(l -> ConceptMeans.of(concepts.stream()
                            .map(c -> repeated(
                                    byConcept.containsKey(c) ? byConcept.get(c)[l] : Double.NaN))
                            .toList()))
                    .toArray(double[][]::new);
            byLevel.put(n, levels);
            Map<Double, Figure> figures = new LinkedHashMap<>();
            for (int l = 0; l < NOISE.length; l++) {
                figures.put(NOISE[l], AuthorBootstrap.figure(levels[l]));
            }
            shares.put(n, figures);
        });
        int draws = ConceptRanking.DRAWS + 1;
        Map<Integer, double[]> radius = new TreeMap<>();
        byLevel.forEach((n, levels) -> radius.put(
                n,
                IntStream.range(0, draws)
                        .mapToDouble(d -> radius(
                                Arrays.stream(levels).mapToDouble(l -> l[d]).toArray()))
                        .toArray()));
        double[] n = radius.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
        double[] root = new double[draws];
        double[] exponent = new double[draws];
        for (int d = 0; d < draws; d++) {
            int draw = d;
            double[] missing =
                    radius.values().stream().mapToDouble(r -> 1 - r[draw]).toArray();
            root[d] = PowerLaw.squareRoot(n, missing);
            exponent[d] = PowerLaw.fit(n, missing).p();
        }
        Map<Integer, Figure> radii = new TreeMap<>();
        radius.forEach((books, values) -> radii.put(books, AuthorBootstrap.figure(values)));
        return new LawsResults.Warranty(
                ends.size(),
                shares,
                radii,
                AuthorBootstrap.figure(root),
                AuthorBootstrap.figure(exponent),
                kinds(),
                alarms(),
                new TreeMap<>(local),
                nulls);
    }

    private static double[] repeated(double value) {
        double[] all = new double[ConceptRanking.DRAWS + 1];
        Arrays.fill(all, value);
        return all;
    }

    /** Returns the noise at which the share of runs that come home falls below one half, by interpolation. */
    static double radius(double[] home) {
        double at = 0;
        double share = 1;
        for (int l = 0; l < NOISE.length; l++) {
            if (home[l] < .5) {
                return at + (NOISE[l] - at) * (share - .5) / (share - home[l]);
            }
            at = NOISE[l];
            share = home[l];
        }
        return 1;
    }

    private Map<String, Integer> kinds() {
        Map<String, Integer> kinds = new TreeMap<>();
        ends.stream()
                .filter(e -> !e.failure().isEmpty())
                .forEach(e -> kinds.merge(e.kind() + " start: " + e.failure(), 1, Integer::sum));
        return kinds;
    }

    private Map<String, LawsResults.Alarm> alarms() {
        Map<String, LawsResults.Alarm> alarms = new LinkedHashMap<>();
        List<BasinRunner.End> all = ends.stream()
                .sorted(Comparator.comparing(BasinRunner.End::concept))
                .toList();
        Set<String> choosing = new TreeSet<>(setting.concepts().stream()
                .filter(c -> c.use() == Use.CHOOSE)
                .map(YardstickConcept::name)
                .toList());
        Set<String> names = all.isEmpty() ? Set.of() : all.getFirst().values().keySet();
        for (String name : names) {
            alarms.put(
                    name,
                    AlarmSkill.of(all.stream()
                            .map(e -> new AlarmSkill.Run(
                                    e.concept(),
                                    choosing.contains(e.concept()),
                                    !e.failure().isEmpty(),
                                    e.values().get(name)))
                            .filter(r -> Double.isFinite(r.value()))
                            .toList()));
        }
        if (!all.isEmpty()) {
            alarms.put("null: odds of a random run", AlarmSkill.of(shuffled(all, choosing)));
        }
        return alarms;
    }

    /** The null: each run has the odds of a random other run. */
    private static List<AlarmSkill.Run> shuffled(List<BasinRunner.End> ends, Set<String> choosing) {
        String odds = ends.getFirst().values().keySet().iterator().next();
        List<BasinRunner.End> others = new ArrayList<>(ends);
        Collections.shuffle(others, new Random(SEED));
        return IntStream.range(0, ends.size())
                .mapToObj(i -> new AlarmSkill.Run(
                        ends.get(i).concept(),
                        choosing.contains(ends.get(i).concept()),
                        !ends.get(i).failure().isEmpty(),
                        others.get(i).values().get(odds)))
                .toList();
    }
}
