// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.Map;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.services.kit.Metrics;
import org.gumshoe.services.kit.Service;
import org.gumshoe.services.kit.Settings;
import org.gumshoe.services.kit.StreamsService;

/** Wires the topics service from settings {@code topics.*}. */
public final class TopicsService {
    public static final String NAME = "topics";

    private TopicsService() {}

    public static Service create(Settings settings, Metrics metrics) {
        return new StreamsService(NAME, TopicsTopology.build(options(settings)), settings, metrics, Map.of());
    }

    static LdaOptions options(Settings settings) {
        LdaOptions defaults = LdaOptions.defaults();
        return defaults.withTopics(settings.getInt("topics.number", defaults.topics()))
                .withMinibatch(settings.getInt("topics.minibatch", defaults.minibatch()))
                .withMinBooks(settings.getInt("topics.min.books", defaults.minBooks()))
                .withSeed(settings.getInt("topics.seed", (int) defaults.seed()));
    }
}
