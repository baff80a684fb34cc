// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.ConceptPointer;
import org.gumshoe.experiment.data.PointedScores;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.steer.basin.AttractorOdds;
import org.gumshoe.steer.basin.DivergenceThresholds;
import org.gumshoe.steer.basin.LocalRadius;
import org.gumshoe.steer.refine.Refinement;
import org.gumshoe.steer.refine.Responsibilities;

/** Refinements of one set of books from good and from spoilt starts. */
final class BasinRunner {
    /** Loss of passage AUC against the clean end from which on a run has failed. */
    static final double LOSS = .05;

    private static final int RESAMPLED = 2;
    private static final double OPPOSITE = -.5;
    private static final double PRESENT = .05;

    private final LawSetting setting;
    private final int[] in;
    private final StitchedLayers layers;
    private final LawPointers.Pointers pointers;
    private List<StitchedLayers.Concept> attractors;

    BasinRunner(LawSetting setting, Set<String> books) {
        this.setting = setting;
        this.in = setting.passagesOf(books);
        this.layers = setting.stitched(books);
        this.pointers = setting.pointers().of(books);
    }

    /**
     * End of a run in one model.
     *
     * @param kind of the start: clean, noise, topic or opposite
     * @param failure empty for a good run; else lost sign, another cluster or drift
     * @param values of the alarms by name; low where they warn
     */
    record End(String concept, String kind, String failure, Map<String, Double> values) {}

    ConceptPointer pointer(String concept) {
        return pointers.byConcept().get(concept).only(in);
    }

    /** Refines from the concept's own pointer; null where the books do not allow it. */
    StitchedLayers.Concept clean(String concept) {
        return refine(pointer(concept), new Refinement.Start.Scores());
    }

    /** Refines from another pointer; null where the books do not allow it. */
    StitchedLayers.Concept refine(ConceptPointer pointer, Refinement.Start start) {
        try {
            return layers.refine(pointer, start);
        } catch (BadInputException refused) {
            return null;
        }
    }

    /** Gives a share of the passages the pointer of a random passage. */
    static ConceptPointer spoilt(ConceptPointer pointer, double share, long seed) {
        Random random = new Random(seed);
        int n = pointer.z().length;
        return pointer.only(IntStream.range(0, n)
                .map(i -> random.nextDouble() < share ? random.nextInt(n) : i)
                .toArray());
    }

    /** Returns whether the refinement of a spoilt pointer ends where the clean one does. */
    boolean comesHome(String concept, StitchedLayers.Concept clean, double noise, long seed) {
        StitchedLayers.Concept end = refine(spoilt(pointer(concept), noise, seed), new Refinement.Start.Scores());
        return end != null && LocalRadius.isHome(clean.strong(), end.strong());
    }

    /** Returns the share of perturbed restarts of the strong model that come home. */
    double localRadius(String concept, StitchedLayers.Concept clean) {
        ConceptPointer pointer = pointer(concept);
        return LocalRadius.of(clean.strong(), start -> layers.strong().refine(pointer.strong(), start), 1);
    }

    /** Runs a concept from all starts, and returns the ends in both models. */
    List<End> ends(String concept, StitchedLayers.Concept clean, double[] noise, int repetitions) {
        List<End> ends = new ArrayList<>();
        ConceptPointer pointer = pointer(concept);
        add(ends, concept, "clean", pointer, clean, clean);
        for (double share : noise) {
            for (int seed = 1; seed <= repetitions; seed++) {
                ConceptPointer noisy = spoilt(pointer, share, 31L * seed + Math.round(1000 * share));
                add(ends, concept, "noise", noisy, refine(noisy, new Refinement.Start.Scores()), clean);
            }
        }
        Map<String, Double> r = clean.strong().responsibilities();
        Map<String, Double> opposite = new LinkedHashMap<>();
        r.forEach((book, in) -> opposite.put(book, 1 - in));
        add(ends, concept, "opposite", pointer, refine(pointer, new Refinement.Start.Books(opposite)), clean);
        for (int t = 0; t < pointers.topics().length; t += 4) {
            double[] share =
                    ConceptPointer.ofTopics(pointers.topics()[t]).only(in).z();
            if (isPresent(share)) {
                Map<String, Double> other = Responsibilities.ofBooks(
                        BookAggregates.meanByBook(layers.strong().passages(), share), null);
                add(ends, concept, "topic", pointer, refine(pointer, new Refinement.Start.Books(other)), clean);
            }
        }
        return ends;
    }

    private void add(
            List<End> ends,
            String concept,
            String kind,
            ConceptPointer pointer,
            StitchedLayers.Concept end,
            StitchedLayers.Concept clean) {
        if (end == null) {
            return;
        }
        List<StitchedLayers.Concept> others = new ArrayList<>(attractors());
        for (int i = 0; i < RESAMPLED; i++) {
            // bootstrapped labels: passages drawn with replacement within each book
            StitchedLayers.Concept restart = refine(resampled(pointer, i), new Refinement.Start.Scores());
            if (restart != null) {
                others.add(restart);
            }
        }
        ConceptRanking ranking = new ConceptRanking(setting, concept);
        for (boolean strong : new boolean[] {false, true}) {
            Refinement.Result result = strong ? end.strong() : end.weak();
            Refinement.Result best = strong ? clean.strong() : clean.weak();
            List<Map<String, Double>> scores = new ArrayList<>(others.stream()
                    .map(o -> (strong ? o.strong() : o.weak()).bookScores())
                    .toList());
            Map<String, Double> negative = new HashMap<>();
            result.bookScores().forEach((book, b) -> negative.put(book, -b));
            scores.add(negative);
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("odds among attractors", AttractorOdds.of(result, scores));
            values.put("correlation", result.diagnosis().correlation());
            values.put("reliability", result.diagnosis().reliability());
            values.put("agreement", end.agreement());
            values.put(
                    "thresholds of today",
                    DivergenceThresholds.DEFAULT.diverged(result.diagnosis(), end.agreement()) ? 0. : 1.);
            ends.add(new End(
                    concept, kind, failure(ranking, strong, result, best, pointer, pointer(concept), scores), values));
        }
    }

    /** Returns the kind of failure; empty where the passages are ranked as well as by the clean end, or nearly. */
    private String failure(
            ConceptRanking ranking,
            boolean strong,
            Refinement.Result end,
            Refinement.Result clean,
            ConceptPointer pointer,
            ConceptPointer cleanPointer,
            List<Map<String, Double>> attractors) {
        double loss = auc(ranking, strong, clean, cleanPointer) - auc(ranking, strong, end, pointer);
        if (!(loss > LOSS)) {
            return "";
        }
        if (Refinement.agreement(end, clean) <= OPPOSITE) {
            return "lost sign";
        }
        boolean stable = attractors.stream()
                .limit(attractors().size())
                .anyMatch(a -> Responsibilities.stability(a, end.bookScores()) >= AttractorOdds.SAME);
        return stable ? "another cluster" : "drift";
    }

    private double auc(ConceptRanking ranking, boolean strong, Refinement.Result result, ConceptPointer pointer) {
        double[] scores = PointedScores.crossFitted(
                strong ? layers.strong() : layers.weak(), result, strong ? pointer.strong() : pointer.weak());
        double[] all = new double[setting.passages().size()];
        Arrays.fill(all, Double.NaN);
        for (int i = 0; i < in.length; i++) {
            all[in[i]] = scores[i];
        }
        return ranking.plainAuc(all, p -> true);
    }

    private ConceptPointer resampled(ConceptPointer pointer, long seed) {
        Map<String, List<Integer>> byBook = new LinkedHashMap<>();
        for (int i = 0; i < in.length; i++) {
            byBook.computeIfAbsent(layers.strong().passages().get(i).book().id(), b -> new ArrayList<>())
                    .add(i);
        }
        Random random = new Random(seed);
        return pointer.only(IntStream.range(0, in.length)
                .map(i -> {
                    List<Integer> own =
                            byBook.get(layers.strong().passages().get(i).book().id());
                    return own.get(random.nextInt(own.size()));
                })
                .toArray());
    }

    /** Returns whether a passage holds more of a topic than its prior, by which all books are alike. */
    static boolean isPresent(double[] share) {
        return Arrays.stream(share).max().orElse(0) > PRESENT;
    }

    /** Returns the ends from each topic of the topic model. */
    private synchronized List<StitchedLayers.Concept> attractors() {
        if (attractors == null) {
            attractors = Arrays.stream(pointers.topics())
                    .parallel()
                    .map(share -> ConceptPointer.ofTopics(share).only(in))
                    .filter(topic -> isPresent(topic.z()))
                    .map(topic -> refine(topic, new Refinement.Start.Scores()))
                    .filter(Objects::nonNull)
                    .toList();
        }
        return attractors;
    }
}
