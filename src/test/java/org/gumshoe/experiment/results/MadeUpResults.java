// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.gumshoe.experiment.results.ExperimentResults.ArmScores;
import org.gumshoe.experiment.results.ExperimentResults.Basin;
import org.gumshoe.experiment.results.ExperimentResults.DataPoint;
import org.gumshoe.experiment.results.ExperimentResults.Figure;
import org.gumshoe.experiment.results.ExperimentResults.JudgeQuality;
import org.gumshoe.experiment.results.ExperimentResults.LayerPair;
import org.gumshoe.experiment.results.ExperimentResults.LdaSeedPoint;
import org.gumshoe.experiment.results.ExperimentResults.Setting;
import org.gumshoe.experiment.results.ExperimentResults.Start;
import org.gumshoe.experiment.results.ExperimentResults.WeakToStrong;
import org.gumshoe.experiment.results.SteeringResults.Arm;
import org.gumshoe.experiment.results.SteeringResults.Sample;

/** Made-up results of realistic size and shape. */
public final class MadeUpResults {
    public static final List<String> ARMS = List.of(
            "lda",
            "mean-difference",
            "ridge-once",
            "refined-weak",
            "translated",
            "refined-strong",
            "cluster-intersection",
            "rejection",
            "ceiling");
    public static final List<String> STEERED = List.of(
            "unsteered",
            "prompt",
            "random",
            "shuffled",
            "oracle",
            "translated",
            "refined",
            "weak",
            "rejection",
            "mixture",
            "real",
            "best",
            "chosen-lda");

    private MadeUpResults() {}

    public static ExperimentResults full() {
        return new ExperimentResults(
                setting("detective"),
                weakToStrong(),
                basin(),
                data(),
                List.of(
                        new LdaSeedPoint(1, .71, .83, .88, .89, .97, .93, .76, .98, false),
                        new LdaSeedPoint(2, .62, .75, .84, .85, .93, .91, .35, .88, true)),
                halves("detective", .06),
                null,
                layers(),
                new JudgeQuality(.934, .846, .791, 2210, 1480),
                steering(
                        "The texts are plain stories in the manner of a novel of 1900; about one in three names a crime.\n\nSome loop after a hundred words."),
                seconds(),
                "./gumshoe experiment ../shared/books --manifest ../shared/books/manifest.tsv --out out",
                versions());
    }

    /** Every part missing. */
    public static ExperimentResults empty() {
        return new ExperimentResults(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Every part there, every figure unknown. */
    public static ExperimentResults unknown() {
        double no = Double.NaN;
        Map<String, ArmScores> arms = new LinkedHashMap<>();
        arms.put("lda", new ArmScores(null, null, null, null, null));
        arms.put("ceiling", null);
        Arm arm = new Arm("unsteered", "story", null, null, 0, no, no, no, no, no, no, no, no, no, no, no, no, 0, null);
        return new ExperimentResults(
                new Setting(null, null, 0, 0, 0, 0, 0, null, null, null, false, null, true),
                new WeakToStrong(arms, no, no, arms, no),
                new Basin(no, null, List.of(new Start("noise", no, 1, no, no, no, no, no, no, no, false))),
                List.of(
                        new DataPoint("growth", 0, 0, 0, no, no, no, no, no, no, no, false),
                        new DataPoint("rare", 10, 1, 0, no, no, no, no, no, no, no, true)),
                List.of(new LdaSeedPoint(1, no, no, no, no, no, no, no, no, false)),
                new HalvesResults(
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        true,
                        null,
                        true,
                        null,
                        List.of(
                                concept("?", no),
                                new HalvesResults.Concept(
                                        null, null, null, null, 0, 0, 0, null, null, null, null, null, null))),
                null,
                List.of(new LayerPair(1, 2, no, no, no, no, no, no, no, no, false)),
                new JudgeQuality(no, no, no, 0, 0),
                new SteeringResults(
                        List.of(arm), no, null, List.of(new Sample(null, null, null, null, no, no, false)), null),
                Map.of("all", no),
                null,
                Map.of());
    }

    /** Markup wherever a text can stand. */
    public static ExperimentResults hostile(String text) {
        Figure figure = new Figure(.5, .4, .6);
        Map<String, ArmScores> arms = new LinkedHashMap<>();
        arms.put(text, new ArmScores(figure, figure, figure, figure, figure));
        Arm arm = new Arm(
                text,
                text,
                List.of(9),
                List.of(.2),
                1,
                .5,
                .5,
                .1,
                .45,
                .5,
                .5,
                .4,
                10,
                11,
                .9,
                .1,
                .8,
                4,
                Map.of("story", figure));
        return new ExperimentResults(
                setting(text),
                new WeakToStrong(arms, .5, .5, arms, .5),
                new Basin(.5, Map.of(text, .5), List.of(new Start(text, 0, 1, .7, .9, .9, 1, 1, 1, 1, true))),
                List.of(new DataPoint(text, 10, 3, 0, .7, .8, .9, .9, 1, 1, 1, false)),
                List.of(),
                halves(text, .06),
                null,
                List.of(),
                null,
                new SteeringResults(
                        List.of(arm),
                        .5,
                        Map.of(text, .5),
                        List.of(new Sample(text, text, text, text, .5, .5, true)),
                        text),
                Map.of(text, 1.0),
                text,
                Map.of(text, text));
    }

    private static HalvesResults halves(String text, double step) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put("weak", 20);
        layers.put("strong", 12);
        return new HalvesResults(
                142, 82, 710, 5, 10, 2, true, layers, true, "0123456789abcdef".repeat(4), List.of(concept(text, step)));
    }

    /** A concept whose arms are above each other by {@code step}. */
    private static HalvesResults.Concept concept(String text, double step) {
        Map<String, HalvesResults.Arm> arms = new LinkedHashMap<>();
        Map<String, Figure> figures = new LinkedHashMap<>();
        double auc = .7;
        for (String arm : List.of("lda", "refined-weak", "refined-strong", "cluster-intersection", "ceiling")) {
            arms.put(
                    arm, new HalvesResults.Arm(around(auc, .03), around(auc, .06), around(auc, .02), List.of(auc, .7)));
            figures.put(arm, around(auc, .1));
            auc += step;
        }
        return new HalvesResults.Concept(
                text,
                HalvesResults.Use.REPORT,
                text,
                List.of("detective", text),
                39,
                16,
                10,
                arms,
                figures,
                figures,
                figures,
                figures,
                Map.of(text, 10));
    }

    private static Setting setting(String text) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put("weak", 20);
        layers.put("strong", 12);
        return new Setting(
                text,
                "column " + text + " = 1",
                82,
                33,
                0,
                41,
                1312,
                List.of("detective", "murder", text),
                List.of("police", "inspector", text),
                "its seeds weigh most: " + text,
                false,
                layers,
                true);
    }

    private static WeakToStrong weakToStrong() {
        double[] auc = {.762, .842, .861, .895, .846, .893, .871, .812, .899};
        double[] ap = {.601, .733, .748, .848, .741, .842, .792, .69, .857};
        Map<String, ArmScores> arms = new LinkedHashMap<>();
        for (int i = 0; i < ARMS.size(); i++) {
            arms.put(
                    ARMS.get(i),
                    new ArmScores(
                            around(auc[i], .035),
                            around(ap[i], .07),
                            around(Math.min(.998, auc[i] + .1), .012),
                            around(Math.min(.99, ap[i] + .12), .03),
                            around(ap[i] - .06, .05)));
        }
        return new WeakToStrong(arms, .956, .941, arms, .93);
    }

    private static Basin basin() {
        SplittableRandom random = new SplittableRandom(7);
        List<Start> starts = new ArrayList<>();
        for (double noise : new double[] {0, .2, .4, .6, .8, .9, 1}) {
            for (int seed = 0; seed < 8; seed++) {
                double start = .5 + .26 * (1 - noise) + random.nextDouble(-.02, .02);
                boolean lost = noise == 1 || noise == .9 && seed % 3 == 0;
                double end = lost ? random.nextDouble(.22, .8) : .885 + random.nextDouble(-.015, .015);
                double correlation = lost ? random.nextDouble(0, .3) : .7 - .4 * noise + random.nextDouble(-.05, .05);
                starts.add(new Start(
                        "noise",
                        noise,
                        seed,
                        start,
                        end,
                        end - .1 * noise,
                        lost ? random.nextDouble(-.5, .6) : .97,
                        lost ? .5 : .95,
                        correlation,
                        lost ? .8 : .97,
                        correlation < .25));
            }
        }
        for (int i = 0; i < 5; i++) {
            starts.add(new Start("topic", 0, i, .42 + .04 * i, .35 + .1 * i, .35 + .1 * i, .1, .9, .7, .95, false));
            starts.add(new Start("seeds", 0, i, .47 + .03 * i, .3 + .05 * i, .3 + .05 * i, -.2, .9, .72, .93, i > 0));
        }
        Map<String, Double> limits = new LinkedHashMap<>();
        limits.put("reliability", .6);
        limits.put("correlation", .25);
        limits.put("agreement", .9);
        return new Basin(.8, limits, starts);
    }

    private static List<DataPoint> data() {
        SplittableRandom random = new SplittableRandom(8);
        List<DataPoint> points = new ArrayList<>();
        for (int books : new int[] {5, 10, 20, 40, 80}) {
            for (int draw = 0; draw < (books == 80 ? 1 : 4); draw++) {
                points.add(point("growth", books, (int) (books * .4), draw, 1 - 2.0 / books, random));
            }
        }
        for (int positives : new int[] {3, 4, 6, 8, 12, 17}) {
            for (int draw = 0; draw < 10; draw++) {
                points.add(point("rare", 56, positives, draw, 1 - 1.2 / positives, random));
            }
        }
        return points;
    }

    private static DataPoint point(
            String kind, int books, int positives, int draw, double share, SplittableRandom random) {
        double wobble = (1 - share) * .1;
        return new DataPoint(
                kind,
                books,
                positives,
                draw,
                .68 + .08 * share + random.nextDouble(-wobble, wobble + .001),
                .62 + .27 * share + random.nextDouble(-2 * wobble, wobble + .001),
                .7 + .195 * share + random.nextDouble(-wobble, wobble + .001),
                .72 + .18 * share + random.nextDouble(-wobble, wobble + .001),
                .9,
                .6,
                .97,
                random.nextInt(8) == 0);
    }

    private static List<LayerPair> layers() {
        SplittableRandom random = new SplittableRandom(9);
        List<LayerPair> pairs = new ArrayList<>();
        for (int weak : new int[] {10, 15, 20, 25}) {
            for (int strong : new int[] {3, 6, 9, 12, 15}) {
                pairs.add(new LayerPair(
                        weak,
                        strong,
                        .7 - .012 * strong + random.nextDouble(.05),
                        -.15 + random.nextDouble(.03),
                        .95 + random.nextDouble(.03),
                        random.nextDouble(.05, .35),
                        .86 + .002 * weak,
                        .85 + .003 * strong,
                        .9,
                        .95,
                        weak == 20 && strong == 12));
            }
        }
        return pairs;
    }

    private static SteeringResults steering(String words) {
        List<Arm> arms = new ArrayList<>();
        double[] effect = {0, .3, -.05, .02, .9, .8, .95, .6, .4, 1, .8, 1, .9};
        for (String openings : List.of("short", "story")) {
            for (int i = 0; i < STEERED.size(); i++) {
                arms.add(arm(STEERED.get(i), openings, effect[i]));
            }
        }
        Map<String, Double> mixture = new LinkedHashMap<>();
        mixture.put("classContrast", .18);
        mixture.put("seedWords", .12);
        mixture.put("corpus", .08);
        return new SteeringResults(
                arms,
                .91,
                mixture,
                List.of(
                        new Sample(
                                "mixture",
                                "short",
                                "The old house stood at the end of",
                                " the lane, and nobody had seen the lamp lit since the inspector called.\n\n\"You were there,\" said he, \"on the night of the ninth?\"",
                                .93,
                                .88,
                                true),
                        new Sample(
                                "unsteered",
                                "short",
                                "On Monday morning the children went to the",
                                "park. The park is a great place to learn & play: it offers <many> benefits.",
                                .21,
                                .4,
                                false)),
                words);
    }

    private static Arm arm(String name, String openings, double effect) {
        double lift = Math.max(0, effect);
        double story = "short".equals(openings) ? .6 + .15 * lift : .89 - .1 * lift;
        double detective = .48 + .4 * effect;
        double joint = "short".equals(openings) ? .22 + .3 * lift : .53 + .25 * lift;
        double content = .02 + .42 * lift;
        Map<String, Figure> intervals = new LinkedHashMap<>();
        intervals.put("story", around(story, .1));
        intervals.put("detective", around(detective, .08));
        intervals.put("joint", around(joint, .16));
        intervals.put("content", around(content, .14));
        intervals.put("perplexity", new Figure(12.2 + lift, 10.9 + lift, 13.8 + lift));
        intervals.put("perplexityOther", new Figure(18.5 + lift, 16.4 + lift, 20.9 + lift));
        intervals.put("distinct2", around(.82, .03));
        return new Arm(
                name,
                openings,
                List.of(9, 10, 11, 12, 13, 14),
                List.of(.2, .2, .2, .2, .2, .2),
                32,
                story,
                detective,
                .04,
                detective - .1,
                joint,
                content,
                content * joint,
                12.2 + lift,
                18.5 + lift,
                .82,
                .5 - .45 * lift,
                .95 - .1 * lift,
                1,
                intervals);
    }

    private static Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("read", 3.2);
        seconds.put("topics", 41.7);
        seconds.put("activations", 388.0);
        seconds.put("steering", 3901.5);
        return seconds;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("gumshoe", "0.1.0-SNAPSHOT");
        versions.put("java", "25.0.1");
        versions.put("strong", "gemma-3-270m, SHA-256 " + "0123456789abcdef".repeat(4));
        return versions;
    }

    private static Figure around(double value, double spread) {
        return new Figure(value, Math.max(0, value - spread), Math.min(1, value + .8 * spread));
    }
}
