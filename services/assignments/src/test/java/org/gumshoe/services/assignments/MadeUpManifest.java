// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.assignments;

import java.util.List;
import org.gumshoe.schemas.TopicModelManifest;

/** Manifest of a topic model of two topics that nobody has learned. */
final class MadeUpManifest {
    private MadeUpManifest() {}

    static TopicModelManifest of(long version, int words, List<Float> alpha) {
        return TopicModelManifest.newBuilder()
                .setVersion(version)
                .setTopics(2)
                .setWords(words)
                .setAlpha(alpha)
                .setEta(.01f)
                .setPassages(10)
                .setBooks(2)
                .setPerWordBound(-7)
                .setMilestone(true)
                .build();
    }
}
