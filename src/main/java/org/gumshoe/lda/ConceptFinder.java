// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda;

import java.util.List;

/** Finds the topic of a concept. */
public final class ConceptFinder {
    private ConceptFinder() {}

    public static ConceptMatch find(TopicModel model, String concept, List<String> seeds, Integer pinnedTopic) {
        throw new UnsupportedOperationException();
    }
}
