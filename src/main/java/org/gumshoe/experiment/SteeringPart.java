// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gumshoe.steer.Direction;
import org.gumshoe.steer.Mixture;
import org.gumshoe.stitch.StitchFit;

/** The steering part: makes the vectors of all arms, trains the judges, and has the texts written. */
final class SteeringPart {
    private final Plan plan;
    private final Progress progress;
    private final Plan.Layers weak;
    private final Plan.Layers strong;

    SteeringPart(Plan plan, Progress progress, Plan.Layers weak, Plan.Layers strong) {
        this.plan = plan;
        this.progress = progress;
        this.weak = weak;
        this.strong = strong;
    }

    /** What the pipeline looks for. */
    private Set<String> pipelineWords(Pointer pointer) {
        return Stream.concat(plan.seeds().stream(), pointer.match().words().stream())
                .collect(Collectors.toSet());
    }

    private Activations read(List<String> written) {
        return Activations.read(
                plan.strong(), strong.info(), strong.read(), Activations.WHOLE, written, plan.cache(), progress);
    }

    record Judged(Results.JudgeQuality quality, Results.Steering steering) {}

    Judged run(Corpus corpus, Reading reading, Pair pair, Pair.Notion notion, double[] z, Pointer pointer) {
        Map<String, Double> members = notion.strong().responsibilities();
        TextCache cache = new TextCache(plan.cache().resolve("texts.jsonl"));
        String weakHash = weak.info().sha256();
        String strongHash = strong.info().sha256();
        try (TextJudging judging = TextJudging.train(plan, corpus, pipelineWords(pointer));
                Writer writer = new Writer(plan.strong(), strongHash, cache);
                Writer weakWriter = new Writer(plan.weak(), weakHash, cache);
                Writer reader = new Writer(plan.strong(), strongHash, cache);
                Writer weakReader = new Writer(plan.weak(), weakHash, cache);
                Teller teller = new Teller(
                        writer,
                        weakWriter,
                        reader,
                        weakReader,
                        judging,
                        plan.size().tokens(),
                        plan.size().foreseen(),
                        progress)) {
            SteeringRuns runs = new SteeringRuns(teller, plan.size().storySeeds());
            SteeringVectors vectors = new SteeringVectors(reading.passages(), reading.strong(), strong.steered(), z);
            SteeringVectors weakVectors = new SteeringVectors(reading.passages(), reading.weak(), weak.steered(), z);
            Activations own = read(runs.ownText());
            List<Direction> between = vectors.between(members);
            Contrast contrast = Contrast.read(plan, strong, corpus, members, progress);
            Arm mixture = runs.chooseMixture(
                    new Mixture.Parts(vectors.corpus(members, own), between, contrast.within(), List.of()),
                    texts -> contrast.remainder(read(texts)));
            StitchFit stitch = Stitching.fit(reading, pair.weak().layer(), strong.steered(), b -> false);
            Direction inWeak = pair.weak().between(notion.weak().responsibilities());
            Arm unsteered = Arm.plain("unsteered", "");
            Arm prompt = Arm.plain(
                    "prompt",
                    ("aeiou".indexOf(plan.concept().charAt(0)) < 0 ? "A " : "An ") + plan.concept() + " story. ");
            double c = SteeringRuns.STRENGTH;
            Arm translated = Arm.steered("translated", false, vectors.translated(inWeak, stitch.maps()), c);
            Arm oracle = Arm.steered("oracle", false, vectors.oracle(reading.passages()), c);
            Arm refined = Arm.steered("refined", false, between, c);
            int seeds = plan.size().storySeeds();
            int fewer = plan.size().quick() ? runs.fewer() : seeds;
            Map<Arm, Integer> story = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> story.put(arm, runs.more()));
            List.of(
                            translated,
                            oracle,
                            refined,
                            Arm.steered("shuffled", false, vectors.translated(inWeak, stitch.shuffledMaps()), c),
                            Arm.steered("random", false, vectors.random(1), c),
                            Arm.steered(
                                    "weak",
                                    true,
                                    weakVectors.between(notion.weak().responsibilities()),
                                    c))
                    .forEach(arm -> story.put(arm, fewer));
            runs.report(story, "story");
            runs.reject(pointer::score, "story");
            Map<Arm, Integer> brief = new LinkedHashMap<>();
            List.of(unsteered, prompt, mixture).forEach(arm -> brief.put(arm, runs.more()));
            runs.report(plan.size().quick() ? brief : story, "short");
            runs.reject(pointer::score, "short");
            return new Judged(judging.quality(), runs.result());
        }
    }
}
