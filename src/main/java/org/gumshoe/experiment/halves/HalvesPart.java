// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.HalvesResults;

/**
 * Part that measures precision on authors that nothing was fitted on. The topic model, the stitch
 * map, the refinement, every baseline and the ceiling are fitted on a random half of the authors of
 * all shelves and scored on the other half, both ways, for several halvings and concepts. The books
 * carry no labels here; labels score, train the ceiling, and decide which halvings can be scored.
 */
public final class HalvesPart {
    private static final long SEED = 1;

    private final ExperimentConfig config;
    private final ExperimentListener progress;
    private final ExperimentConfig.Layers weak;
    private final ExperimentConfig.Layers strong;

    public HalvesPart(
            ExperimentConfig config,
            ExperimentListener progress,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong) {
        this.config = config;
        this.progress = progress;
        this.weak = weak;
        this.strong = strong;
    }

    /**
     * Runs the part. The layers are fixed, at two thirds of each model's depth, so that none is
     * chosen on what is scored.
     *
     * @param corpus of all shelves, without labels
     * @throws BadInputException when a concept of the table has too few authors
     */
    public HalvesResults run(Corpus corpus) {
        List<YardstickConcept> table = YardstickConcept.read(config.halves().tableOrNull());
        List<YardstickConcept> concepts =
                YardstickConcept.named(table, config.halves().concepts());
        Map<String, BookLabels> labels = new LinkedHashMap<>();
        table.forEach(c -> labels.put(c.name(), BookLabels.read(config.books().manifests(), c.rule())));
        Map<String, Set<String>> positive = new LinkedHashMap<>();
        labels.forEach((name, l) -> positive.put(name, ConceptFigures.positiveAuthors(l, corpus.books())));
        List<AuthorHalving> halvings =
                AuthorHalving.draw(corpus.books(), positive, config.halves().halvings(), SEED);
        PairedActivations activations = PairedActivations.ask(config, corpus, weak, strong, progress);

        Map<String, List<FittedHalf.Scored>> scored = new LinkedHashMap<>();
        try (HalfPointers pointers = new HalfPointers(config, corpus, activations)) {
            for (int fit = 0; fit < 2 * halvings.size(); fit++) {
                AuthorHalving halving = halvings.get(fit / 2);
                int side = fit % 2;
                FittedHalf half = FittedHalf.of(
                        fit / 2,
                        activations.only(b -> halving.isIn(side, b)),
                        activations.only(b -> halving.isIn(1 - side, b)),
                        weak.refined(),
                        strong.refined());
                concepts.parallelStream()
                        .flatMap(c -> score(half, c, labels.get(c.name()), pointers, b -> halving.isIn(side, b)))
                        .toList()
                        .forEach(s -> scored.computeIfAbsent(s.concept, name -> new ArrayList<>())
                                .add(s.scored));
                progress.step("halves of the authors", fit + 1, 2L * halvings.size());
            }
        }
        return new HalvesResults(
                corpus.books().size(),
                (int) corpus.books().stream()
                        .map(Corpus.Labelled::author)
                        .distinct()
                        .count(),
                activations.passages().size(),
                halvings.size(),
                2 * halvings.size(),
                AuthorHalving.POSITIVE_AUTHORS,
                HalfPointers.seeded(config),
                layers(),
                config.size().quick(),
                corpus.sha256(),
                concepts.stream()
                        .map(c -> new ConceptFigures(labels.get(c.name()), scored.getOrDefault(c.name(), List.of()))
                                .of(c, corpus.books()))
                        .toList());
    }

    private Map<String, Integer> layers() {
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put("weak", weak.refined());
        layers.put("strong", strong.refined());
        return layers;
    }

    private record ScoredConcept(String concept, FittedHalf.Scored scored) {}

    private Stream<ScoredConcept> score(
            FittedHalf half,
            YardstickConcept concept,
            BookLabels labels,
            HalfPointers pointers,
            Predicate<Corpus.Labelled> fitted) {
        try {
            return Stream.of(new ScoredConcept(concept.name(), half.score(pointers.of(concept, fitted), labels)));
        } catch (BadInputException e) {
            progress.say("Left out of " + concept.name() + ", halving " + (half.halving() + 1) + ": " + e.getMessage());
            return Stream.empty();
        }
    }
}
