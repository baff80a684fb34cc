// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.util.Map;
import java.util.concurrent.Callable;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.ConceptOptions;
import org.gumshoe.services.cli.system.GumshoeClient;
import org.gumshoe.services.cli.system.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A concept that a running system shall look for. */
@Command(
        name = "seek",
        description =
                "Lets a running system look for a concept by its seed words. --guided lets them enter a topic's prior, for what is learned from now on; a"
                        + " concept that guides a topic already goes on with the seeds that it had.",
        mixinStandardHelpOptions = true)
final class SeekCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    SystemOptions system;

    @Mixin
    ConceptOptions sought;

    @Override
    public Integer call() {
        Concept concept = sought.concept(false);
        Settings settings = system.settings(Map.of());
        try (var admin = Clients.admin(settings)) {
            TopicAdmin.create(admin, settings);
        }
        try (GumshoeClient announcer = new GumshoeClient(settings)) {
            announcer.concept(concept);
        }
        spec.commandLine()
                .getOut()
                .println(concept.getName() + " is looked for; `gumshoe topics` tells where it is found");
        return 0;
    }
}
