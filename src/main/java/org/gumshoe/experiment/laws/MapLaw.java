// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.AuthorGroups;
import org.gumshoe.experiment.data.PassageActivations;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.LawsResults;
import org.gumshoe.stitch.StitchMap;
import org.gumshoe.stitch.unpaired.UnpairedStitch;

/**
 * Law 4: maps that are learned from different books on each side, and chains of maps. Authors are dealt to
 * four parts. The weak model reads the first and the strong model the second; all maps are judged on the
 * pairs of the other two. Stories are written in the first deal alone.
 */
final class MapLaw {
    private static final int PARTS = 4;
    private static final int NARROW = 64;

    /** Layer number of what stands between the models. */
    private static final int MIDDLE = -1;

    private static final long SEED = 21;

    private final LawSetting setting;
    private final Map<String, List<MapSkill>> unpaired = new LinkedHashMap<>();
    private final Map<String, List<MapSkill>> chains = new LinkedHashMap<>();
    private final Map<String, List<MapSkill>> layers = new LinkedHashMap<>();
    private final MapStories stories;
    private final float[][] weakProfiles;
    private final float[][] strongProfiles;
    private final int weakLayer;
    private final int strongLayer;
    private int fits;

    MapLaw(LawSetting setting) {
        this.setting = setting;
        this.stories = new MapStories(setting);
        this.weakLayer = setting.weak().refined();
        this.strongLayer = setting.strong().refined();
        List<String> words = setting.concepts().stream()
                .flatMap(c -> c.seeds().stream())
                .distinct()
                .toList();
        this.weakProfiles = setting.pointers().profiles(words, true);
        this.strongProfiles = setting.pointers().profiles(words, false);
        int deals = setting.repetitions();
        for (int deal = 0; deal < deals; deal++) {
            Map<String, Integer> part = AuthorGroups.deal(setting.corpus().books(), PARTS, SEED + deal);
            for (int turn = 0; turn < PARTS; turn++) {
                fit(part, turn, SEED + fits);
                setting.progress().step("maps", ++fits, (long) deals * PARTS);
            }
        }
    }

    private void fit(Map<String, Integer> part, int turn, long seed) {
        Set<String> ofWeak = books(part, turn % PARTS);
        Set<String> ofStrong = books(part, (turn + 1) % PARTS);
        int[] a = setting.passagesOf(ofWeak);
        int[] b = setting.passagesOf(ofStrong);
        Set<String> judges = new TreeSet<>(part.keySet());
        judges.removeAll(ofWeak);
        judges.removeAll(ofStrong);
        int[] judge = setting.passagesOf(judges);
        float[][] x = setting.activations().weak().at(weakLayer);
        float[][] y = setting.activations().strong().at(strongLayer);
        Map<String, PartConcept> concepts =
                PartConcept.of(setting, true, ofWeak, setting.pointers().of(ofWeak));
        MapJudge by = new MapJudge(
                setting,
                Rows.picked(x, judge),
                Rows.picked(y, judge),
                judge,
                Rows.deviation(Rows.picked(y, b)),
                concepts);

        Map<String, float[][]> partners = new LinkedHashMap<>();
        partners.put("paired, the same books", Rows.picked(y, a));
        partners.put("unpaired, matched clusters", UnpairedStitch.partners(Rows.picked(x, a), Rows.picked(y, b), seed));
        partners.put(
                "unpaired, the same words asked",
                UnpairedStitch.partners(
                        Rows.picked(y, b), Rows.picked(weakProfiles, a), Rows.picked(strongProfiles, b)));
        partners.put("null: shuffled pairs", Rows.shuffled(Rows.picked(y, a), new Random(seed)));
        partners.put(
                "null: shuffled words",
                UnpairedStitch.partners(
                        Rows.picked(y, b),
                        Rows.picked(weakProfiles, a),
                        Rows.shuffled(Rows.picked(strongProfiles, b), new Random(seed))));
        Map<String, StitchMap> maps = new LinkedHashMap<>();
        partners.forEach(
                (name, to) -> maps.put(name, UnpairedStitch.fit(weakLayer, strongLayer, Rows.picked(x, a), to)));
        maps.forEach((name, map) -> add(unpaired, name, by.of(map)));
        if (fits < PARTS) {
            // the readers' pointer is by a topic model that has read none of the vectors' books
            LawPointers.Pointers ofJudges = setting.pointers().of(books(part, (turn + 2) % PARTS));
            stories.add(
                    maps,
                    concepts,
                    PartConcept.of(setting, false, ofStrong, setting.pointers().of(ofStrong)),
                    PartConcept.of(setting, true, judges, ofJudges),
                    by,
                    seed);
        }

        int[] both = IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
        add(
                chains,
                "direct, twice the pairs",
                by.of(UnpairedStitch.fit(weakLayer, strongLayer, Rows.picked(x, both), Rows.picked(y, both))));
        add(chains, "direct", by.of(UnpairedStitch.fit(weakLayer, strongLayer, Rows.picked(x, a), Rows.picked(y, a))));
        middles(seed).forEach((name, middle) -> {
            StitchMap first = UnpairedStitch.fit(weakLayer, MIDDLE, Rows.picked(x, a), Rows.picked(middle, a));
            StitchMap second = UnpairedStitch.fit(MIDDLE, strongLayer, Rows.picked(middle, b), Rows.picked(y, b));
            add(chains, name, by.of(first.then(second)));
        });
        for (int w : some(setting.activations().weak())) {
            for (int s : some(setting.activations().strong())) {
                float[][] from = setting.activations().weak().at(w);
                float[][] to = setting.activations().strong().at(s);
                StitchMap map = UnpairedStitch.fit(w, s, Rows.picked(from, both), Rows.picked(to, both));
                add(
                        layers,
                        w + " -> " + s,
                        MapSkill.of(map, Rows.picked(from, judge), Rows.picked(to, judge), Double.NaN));
            }
        }
    }

    /** Returns the first, a middle and the last of the layers that were read, and the one that refines. */
    private int[] some(PassageActivations of) {
        int[] all = of.readable();
        int refined = of == setting.activations().weak() ? weakLayer : strongLayer;
        return new LinkedHashSet<>(List.of(all[0], all[1], refined, all[all.length - 1]))
                .stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** Returns what can stand between the two models, [passage][dimension]. */
    private Map<String, float[][]> middles(long seed) {
        PassageActivations weak = setting.activations().weak();
        PassageActivations strong = setting.activations().strong();
        float[][] x = weak.at(weakLayer);
        Map<String, float[][]> middles = new LinkedHashMap<>();
        middles.put("through weak layer " + weak.layers()[0], weak.at(weak.layers()[0]));
        middles.put("through strong layer " + strong.layers()[0], strong.at(strong.layers()[0]));
        if (weak.wordStatesOrNull() != null) {
            middles.put("through the weak word state", weak.wordStatesOrNull());
            middles.put("through the strong word state", strong.wordStatesOrNull());
        }
        middles.put("through the words asked of the weak model", weakProfiles);
        Random random = new Random(seed);
        middles.put("control: through " + NARROW + " random features", random(x, random));
        middles.put("null: through noise", noise(x.length, random));
        return middles;
    }

    /** Returns a random layer with a rectifier: a tiny untrained model that reads the weak one. */
    private static float[][] random(float[][] x, Random random) {
        double[] deviation = Rows.deviation(x);
        double[][] weights = new double[NARROW][x[0].length];
        for (double[] row : weights) {
            for (int d = 0; d < row.length; d++) {
                row[d] = deviation[d] > 0 ? random.nextGaussian() / deviation[d] : 0;
            }
        }
        double[] mean = Rows.mean(x);
        return Arrays.stream(x)
                .map(row -> {
                    float[] out = new float[NARROW];
                    for (int k = 0; k < NARROW; k++) {
                        double sum = 0;
                        for (int d = 0; d < row.length; d++) {
                            sum += weights[k][d] * (row[d] - mean[d]);
                        }
                        out[k] = (float) Math.max(0, sum);
                    }
                    return out;
                })
                .toArray(float[][]::new);
    }

    private static float[][] noise(int n, Random random) {
        float[][] rows = new float[n][NARROW];
        for (float[] row : rows) {
            for (int d = 0; d < NARROW; d++) {
                row[d] = (float) random.nextGaussian();
            }
        }
        return rows;
    }

    private static Set<String> books(Map<String, Integer> part, int wanted) {
        return part.keySet().stream().filter(b -> part.get(b) == wanted).collect(Collectors.toCollection(TreeSet::new));
    }

    LawsResults.Maps result() {
        Map<String, Figure> byLayers = new LinkedHashMap<>();
        layers.forEach(
                (name, skills) -> byLayers.put(name, MapSkill.figures(skills).r2Dimension()));
        return new LawsResults.Maps(fits, figures(unpaired), byLayers, figures(chains), stories.result());
    }

    private static Map<String, LawsResults.MapFigures> figures(Map<String, List<MapSkill>> of) {
        Map<String, LawsResults.MapFigures> figures = new LinkedHashMap<>();
        of.forEach((name, skills) -> figures.put(name, MapSkill.figures(skills)));
        return figures;
    }

    private static void add(Map<String, List<MapSkill>> to, String name, MapSkill skill) {
        to.computeIfAbsent(name, n -> new ArrayList<>()).add(skill);
    }
}
