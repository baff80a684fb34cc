// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.laws;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.BookLabels;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.BookAggregates;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.data.StitchedLayers;
import org.gumshoe.experiment.halves.YardstickConcept;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.results.HalvesResults.Use;

/**
 * What all laws are measured on.
 *
 * @param corpus without labels
 * @param labels by concept, for scores and ceilings
 * @param repetitions random draws of each kind
 */
record LawSetting(
        ExperimentConfig config,
        ExperimentListener progress,
        Corpus corpus,
        PairedActivations activations,
        ExperimentConfig.Layers weak,
        ExperimentConfig.Layers strong,
        List<YardstickConcept> concepts,
        Map<String, BookLabels> labels,
        LawPointers pointers,
        int repetitions) {

    List<Corpus.Sampled> passages() {
        return activations.passages();
    }

    List<String> reported() {
        return concepts.stream()
                .filter(c -> c.use() == Use.REPORT)
                .map(YardstickConcept::name)
                .toList();
    }

    Set<String> ids(Collection<Corpus.Labelled> books) {
        return books.stream().map(Corpus.Labelled::id).collect(Collectors.toCollection(TreeSet::new));
    }

    StitchedLayers stitched(Set<String> books) {
        return StitchedLayers.of(activations.only(b -> books.contains(b.id())), weak.refined(), strong.refined());
    }

    /** Returns the indices of the passages of these books, among all. */
    int[] passagesOf(Set<String> books) {
        return IntStream.range(0, passages().size())
                .filter(i -> books.contains(passages().get(i).book().id()))
                .toArray();
    }

    /** Returns the authors of all books, ordered. */
    List<String> authors() {
        return List.copyOf(new TreeSet<>(BookAggregates.books(passages()).stream()
                .map(Corpus.Labelled::author)
                .toList()));
    }
}
