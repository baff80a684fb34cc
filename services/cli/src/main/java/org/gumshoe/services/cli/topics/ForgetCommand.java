// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe topics forget}: removes a concept or the name of a topic. */
@Command(
        name = "forget",
        description = "Removes a concept, or the name of a topic, from a running system. What it has added to the "
                + "topic model's prior stays.",
        mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "name of the concept")
    String name;

    @Mixin
    SystemOptions system;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = system.ready();
        var concepts = LiveTopics.read(settings).concepts();
        if (!concepts.containsKey(name)) {
            throw new BadInputException("There is no concept " + name + "; there are: "
                    + String.join(", ", concepts.keySet().stream().sorted().toList()) + ".");
        }
        try (GumshoeClient client = new GumshoeClient(settings)) {
            client.forgetConcept(name);
        }
        spec.commandLine().getOut().println(name + " is removed");
        return 0;
    }
}
