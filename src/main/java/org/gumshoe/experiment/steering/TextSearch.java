// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.steering;

import java.util.List;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.lm.generation.Prompt;
import org.gumshoe.pipeline.ParticleSearch;
import org.gumshoe.pipeline.ParticleSearches;
import org.gumshoe.pipeline.StorySearch;
import org.gumshoe.pipeline.StorySearches;
import org.gumshoe.pipeline.TextReader;
import org.gumshoe.steer.control.ReadOut;

/** Search for texts that a model does not find by writing once. */
sealed interface TextSearch {
    /** The shares of a text that is written once: all of the vector. */
    double[] WHOLE = {1};

    /** Texts that are written for one that is kept. */
    int cost();

    /** Shares of the arm's vector that its candidates are written with. */
    double[] shares();

    /** Everything that its texts depend on beside the prompts, for the cache of texts. */
    String identity();

    /**
     * Writes a text for each prompt.
     *
     * @param openings that the unsteered model reads
     */
    List<String> write(LanguageModel model, List<Prompt> prompts, List<String> openings);

    /** Choice of the best of several candidates for each block. */
    record Chosen(StorySearch.Plan plan, CandidateChoice choice) implements TextSearch {
        @Override
        public int cost() {
            return plan.candidates();
        }

        @Override
        public double[] shares() {
            return plan.shares();
        }

        @Override
        public String identity() {
            return plan + " " + choice.identity();
        }

        @Override
        public List<String> write(LanguageModel model, List<Prompt> prompts, List<String> openings) {
            return StorySearches.write(
                    model,
                    prompts,
                    openings,
                    plan,
                    new TextReader(model, choice.layers(), choice.likelihoods()),
                    choice.chooser());
        }
    }

    /** Sequential Monte Carlo by the value of a read-out. */
    record Particles(ParticleSearch.Plan plan, ReadOut value) implements TextSearch {
        @Override
        public int cost() {
            return plan.particles();
        }

        @Override
        public double[] shares() {
            return WHOLE;
        }

        @Override
        public String identity() {
            return plan + " " + CandidateChoice.identity(value);
        }

        @Override
        public List<String> write(LanguageModel model, List<Prompt> prompts, List<String> openings) {
            return ParticleSearches.write(model, prompts, openings, plan, value);
        }
    }
}
