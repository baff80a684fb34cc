// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.topics;

import java.util.Map;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.runtime.StreamsService;

/** A factory of the topics service from the settings {@code topics.*}. */
public final class TopicsService {
    public static final String NAME = "topics";

    private static final String APPLICATION_ID = "application.id";

    /** As the schema of the manifest says. */
    private static final int MOST_TOPICS = 500;

    private TopicsService() {}

    public static Service create(Settings settings, ProcessMetrics metrics) {
        LdaOptions options = options(settings);
        int threads = settings.getInt("topics.threads", 1);
        if (threads < 1) {
            throw new BadSettingsException(
                    "Setting topics.threads is '" + threads + "'; the learner needs one or more.");
        }
        return new StreamsService(
                NAME,
                () -> TopicsTopology.build(options, threads),
                settings,
                metrics,
                Map.of(APPLICATION_ID, id(options)));
    }

    /** Permissions of the service, with any number of topics. */
    public static ServiceAccess access(Settings settings) {
        return ServiceAccess.of(NAME, TopicsTopology.build(options(settings), 1));
    }

    /**
     * Returns the application id. A model with another number of topics has its own, so that it
     * learns from all passages before it replaces the model in use.
     */
    public static String id(LdaOptions options) {
        int topics = options.topics();
        return "gumshoe-" + NAME + (topics == LdaOptions.defaults().topics() ? "" : "-" + topics);
    }

    /** Reads the hyperparameters from settings. */
    public static LdaOptions options(Settings settings) {
        LdaOptions defaults = LdaOptions.defaults();
        int topics = settings.getInt("topics.number", defaults.topics());
        if (topics > MOST_TOPICS) {
            throw new BadSettingsException("Setting topics.number is '" + topics + "'; a record holds up to "
                    + MOST_TOPICS + " topics: take fewer.");
        }
        return defaults.withTopics(topics)
                .withMinibatch(settings.getInt("topics.minibatch", defaults.minibatch()))
                .withMinBooks(settings.getInt("topics.min.books", defaults.minBooks()))
                .withLearnAlpha(settings.getBoolean("topics.learn.alpha", defaults.learnAlpha()))
                .withSeed(settings.getInt("topics.seed", (int) defaults.seed()));
    }
}
