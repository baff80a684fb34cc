// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.util.concurrent.Callable;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe topics name}: names a topic by pinning a concept to it. */
@Command(
        name = "name",
        description = "Names a topic of a running system by pinning a concept of that name to it. The name stays "
                + "with the topic in later versions; when the number of topics changes, it moves to the topic "
                + "that has most of its passages.",
        mixinStandardHelpOptions = true)
final class NameTopicCommand implements Callable<Integer> {
    private static final int MAX_SEEDS = 10;

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "K", description = "number of the topic, as `topics` shows it")
    int topic;

    @Parameters(index = "1", paramLabel = "NAME", description = "name of the topic and of the concept")
    String name;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = system.ready();
        LiveTopics topics = LiveTopics.read(settings);
        topics.require(topic);
        Concept before = topics.concepts().get(name);
        Concept.Builder concept = before == null
                ? Concept.newBuilder().setName(name).setSeeds(topics.model().topWords(topic, MAX_SEEDS))
                : Concept.newBuilder(before);
        try (GumshoeClient client = new GumshoeClient(settings)) {
            client.publishConcept(concept.setTopic(topic).build());
        }
        spec.commandLine().getOut().println("topic " + topic + " is named " + name);
        return 0;
    }
}
