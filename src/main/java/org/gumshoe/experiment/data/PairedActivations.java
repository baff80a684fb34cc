// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.data;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.plan.ExperimentListener;
import org.gumshoe.experiment.plan.RefineOptions;

/** Activations of the same sampled passages in both models. */
public record PairedActivations(
        List<Corpus.Sampled> passages, PassageActivations weak, PassageActivations strong, RefineOptions options) {

    /**
     * Reads the sampled passages with both models at once, which share the reading threads. The models are asked
     * for a word behind each passage if the options say so.
     */
    public static PairedActivations read(
            ExperimentConfig config,
            Corpus corpus,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong,
            ExperimentListener progress) {
        return read(config, corpus, weak, strong, config.refine().words(), progress);
    }

    /** As {@link #read}, but the models are always asked. */
    public static PairedActivations ask(
            ExperimentConfig config,
            Corpus corpus,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong,
            ExperimentListener progress) {
        return read(config, corpus, weak, strong, true, progress);
    }

    private static PairedActivations read(
            ExperimentConfig config,
            Corpus corpus,
            ExperimentConfig.Layers weak,
            ExperimentConfig.Layers strong,
            boolean asks,
            ExperimentListener progress) {
        List<Corpus.Sampled> sample = corpus.sample(config.size().perBook());
        List<String> texts = sample.stream().map(Corpus.Sampled::text).toList();
        CompletableFuture<PassageActivations> inWeak = CompletableFuture.supplyAsync(() -> PassageActivations.read(
                config.weak(), weak.info(), weak.read(), config.readSpec(), asks, texts, config.cache(), progress));
        PassageActivations inStrong = PassageActivations.read(
                config.strong(),
                strong.info(),
                strong.read(),
                config.readSpec(),
                asks,
                texts,
                config.cache(),
                progress);
        return new PairedActivations(sample, inWeak.join(), inStrong, config.refine());
    }

    public LayerDataset weakAt(int layer) {
        return new LayerDataset(passages, weak.at(layer), layer, options);
    }

    public LayerDataset strongAt(int layer) {
        return new LayerDataset(passages, strong.at(layer), layer, options);
    }

    /** Returns the passages of the wanted books. */
    public PairedActivations only(Predicate<Corpus.Labelled> wanted) {
        int[] kept = IntStream.range(0, passages.size())
                .filter(i -> wanted.test(passages.get(i).book()))
                .toArray();
        return new PairedActivations(
                IntStream.of(kept).mapToObj(passages::get).toList(), weak.only(kept), strong.only(kept), options);
    }
}
