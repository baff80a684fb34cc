// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gumshoe.steer.Refinement;

/** The sampled passages of a corpus as both models read them. */
record Reading(List<Corpus.Sampled> passages, Activations weak, Activations strong, Refinement.Options options) {

    Space weakSpace(int layer) {
        return new Space(passages, weak.at(layer), layer, options);
    }

    Space strongSpace(int layer) {
        return new Space(passages, strong.at(layer), layer, options);
    }

    /** The part in these books. */
    Reading only(Predicate<Corpus.Labelled> wanted) {
        int[] kept = IntStream.range(0, passages.size())
                .filter(i -> wanted.test(passages.get(i).book()))
                .toArray();
        return new Reading(
                IntStream.of(kept).mapToObj(passages::get).toList(), weak.only(kept), strong.only(kept), options);
    }
}
