// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.topics;

import java.util.concurrent.Callable;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.cli.client.GumshoeClient;
import org.gumshoe.services.cli.options.ConceptOptions;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe topics seek}: adds a concept for a running system to find. */
@Command(
        name = "seek",
        description = "Adds a concept, which a running system finds by its seed words. --guided adds the seed "
                + "words to the prior of a topic, for books that are learned from now on; a concept that already "
                + "guides a topic keeps its former seed words.",
        mixinStandardHelpOptions = true)
final class SeekCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    SystemOptions system;

    @Mixin
    ConceptOptions options;

    @Override
    public Integer call() {
        Concept concept = options.concept(false);
        Settings settings = system.ready();
        try (GumshoeClient client = new GumshoeClient(settings)) {
            client.publishConcept(concept);
        }
        spec.commandLine().getOut().println(concept.getName() + " is added; `gumshoe topics` shows its topic");
        return 0;
    }
}
