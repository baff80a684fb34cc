// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import org.gumshoe.Version;
import org.gumshoe.experiment.corpus.Corpus;
import org.gumshoe.experiment.data.LdaConcept;
import org.gumshoe.experiment.data.PairedActivations;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.gumshoe.experiment.results.ExperimentResults;
import org.gumshoe.lm.config.Precision;
import org.gumshoe.pipeline.ModelRole;

/**
 * Provenance of results: the setting of the experiment, and the versions of the programs, models
 * and books that they come from.
 */
final class Provenance {
    private Provenance() {}

    /**
     * Returns the setting that results are reported with.
     *
     * @param lda the topic that was found
     * @param seeded whether the seed words entered the topic model's prior
     * @param chosen layers at which the concept is refined
     */
    static ExperimentResults.Setting setting(
            ExperimentConfig config,
            Corpus corpus,
            PairedActivations activations,
            LdaConcept lda,
            boolean seeded,
            ExperimentResults.LayerPair chosen) {
        Map<String, Integer> layers = new LinkedHashMap<>();
        layers.put(ModelRole.WEAK.wireName(), chosen.weak());
        layers.put(ModelRole.STRONG.wireName(), chosen.strong());
        return new ExperimentResults.Setting(
                config.concept(),
                config.subjectOrNull() == null
                        ? "column " + config.label() + " = 1"
                        : "subject " + config.subjectOrNull(),
                corpus.books().size(),
                (int) corpus.positives(),
                (int) corpus.books().stream().filter(b -> b.positive() == null).count(),
                (int) corpus.books().stream()
                        .map(Corpus.Labelled::author)
                        .distinct()
                        .count(),
                activations.passages().size(),
                config.seeds(),
                lda.match().words(),
                lda.match().explanation(),
                seeded,
                layers,
                config.size().quick());
    }

    /**
     * Returns the versions of Gumshoe, Java, its precision, the models and the books, by name, in
     * the order in which they are reported.
     *
     * @param texts SHA-256 over the texts of the books
     */
    static Map<String, String> versions(String texts, ExperimentConfig.Layers weak, ExperimentConfig.Layers strong) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("gumshoe", Version.NUMBER);
        versions.put("java", Runtime.version().toString());
        versions.put("precision", Precision.ofThisMachine().name());
        versions.put(
                ModelRole.WEAK.wireName(),
                weak.info().name() + " " + weak.info().sha256());
        versions.put(
                ModelRole.STRONG.wireName(),
                strong.info().name() + " " + strong.info().sha256());
        versions.put("books", texts);
        return versions;
    }
}
