// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.options;

import java.util.List;
import java.util.Locale;
import org.gumshoe.BadInputException;
import org.gumshoe.lda.ConceptSeeds;
import org.gumshoe.lda.SeededTopic;
import org.gumshoe.schemas.Concept;
import picocli.CommandLine.Option;

/** Command-line options that describe the concept to find. */
public final class ConceptOptions {
    public static final String DETECTIVE = "detective";

    /**
     * Prior occurrences of each seed word in its topic, for books that are too few for the topic
     * model to find the concept unguided.
     */
    static final double PSEUDO_COUNT = SeededTopic.DEFAULT_PSEUDO_COUNT;

    @Option(
            names = "--concept",
            paramLabel = "NAME",
            defaultValue = DETECTIVE,
            description = "name of the concept (default: ${DEFAULT-VALUE})")
    public String name;

    @Option(
            names = "--seeds",
            paramLabel = "WORD",
            split = ",",
            description = "seed words of the concept (default for detective: murder, evidence, inspector, …)")
    List<String> seeds;

    @Option(
            names = "--guided",
            negatable = true,
            description = "add the seed words to the topic model's prior (default: only if the books have less than a "
                    + "million words)")
    public Boolean guided;

    @Option(
            names = "--prevalence",
            paramLabel = "SHARE",
            description = "share of the books that belong to the concept, between 0 and 1 (default: unknown)")
    Double prevalence;

    /**
     * Makes the record of the concept.
     *
     * @param small whether the books are too few to find the concept unguided
     */
    public Concept concept(boolean small) {
        return Concept.newBuilder()
                .setName(name)
                .setSeeds(words())
                .setPrevalence(share())
                .setPseudoCount(guided == null ? (small ? PSEUDO_COUNT : 0) : guided ? PSEUDO_COUNT : 0)
                .build();
    }

    /** Returns the share of the books that belong to the concept, or null when it is unknown. */
    public Double share() {
        if (prevalence != null && !(prevalence > 0 && prevalence < 1)) {
            throw new BadInputException(
                    "--prevalence " + prevalence + " is not a share: give a number between 0 and 1.");
        }
        return prevalence;
    }

    /** Returns the seed words. */
    public List<String> words() {
        if (seeds == null) {
            if (!name.equals(DETECTIVE)) {
                throw new BadInputException(
                        "No seed words are known for the concept " + name + "; give some with --seeds word,word.");
            }
            return ConceptSeeds.DETECTIVE;
        }
        List<String> words = seeds.stream()
                .map(w -> w.strip().toLowerCase(Locale.ROOT))
                .filter(w -> !w.isEmpty())
                .toList();
        if (words.isEmpty()) {
            throw new BadInputException("--seeds contains no word; give some, such as --seeds ghost,spirit,haunted.");
        }
        return words;
    }
}
