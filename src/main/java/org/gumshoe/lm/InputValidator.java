// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.config.TransformerConfig;
import org.gumshoe.lm.transformer.Injection;

/** Whether what a model is given fits it; what does not is told in a sentence. */
record InputValidator(String name, TransformerConfig description) {
    /** Token ids of a text. */
    void check(int[] ids) {
        if (ids.length == 0) {
            throw new BadInputException("There are no tokens to read; give " + name + " a text.");
        }
        if (ids.length > description.context()) {
            throw new BadInputException("A text of %d tokens is longer than %s reads (%d); split it."
                    .formatted(ids.length, name, description.context()));
        }
        for (int id : ids) {
            if (id < 0 || id >= description.vocabulary()) {
                throw new IllegalArgumentException("token " + id + " of a vocabulary of " + description.vocabulary());
            }
        }
    }

    void check(List<Injection> injections) {
        for (Injection injection : injections) {
            if (injection.layer() < 0 || injection.layer() > description.blocks()) {
                throw new BadInputException(
                        "A vector for layer %d does not fit %s, which has layers 0 to %d; use one made for it."
                                .formatted(injection.layer(), name, description.blocks()));
            }
            if (injection.vector().length != description.width()) {
                throw new BadInputException(
                        "A vector of %d components does not fit %s, whose residual stream has %d; use one made for it."
                                .formatted(injection.vector().length, name, description.width()));
            }
            for (float component : injection.vector()) {
                if (!Float.isFinite(component)) {
                    throw new BadInputException(
                            "A vector for layer %d of %s holds a component that is no number; make it again."
                                    .formatted(injection.layer(), name));
                }
            }
        }
    }
}
