// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.state;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.gumshoe.services.cli.options.SystemOptions;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.state.Rekeying;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe rekey}: a system goes on in another one that has other partitions. */
@Command(
        name = "rekey",
        description = {
            "Brings a system into a new one that has other partitions: what has been learned, the books, and what"
                    + " the language models have read, so that they read nothing again.",
            "Send the old system no more books meanwhile; it goes on serving. In the new one only ingest may run, and"
                    + " must, since this command waits until it has cut the books. Then start the others, topics and"
                    + " steering last. Broken off, the command may be run again."
        },
        mixinStandardHelpOptions = true)
public final class RekeyCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 500;

    @Option(names = "--from", paramLabel = "HOST:PORT", required = true, description = "Kafka broker of the old system")
    String from;

    @Mixin
    SystemOptions system;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings to = system.ready();
        Rekeying rekeying = new Rekeying(to.with("bootstrap.servers", from), to);
        rekeying.requireNew();
        PrintWriter out = spec.commandLine().getOut();
        out.println(rekeying.copyState() + " records of what has been learned are copied.");
        out.println(rekeying.copyBooks() + " records of books are copied to " + to.partitions() + " partitions.");
        if (!rekeying.booksAreCut()) {
            out.println("Waiting until ingest has cut them: gumshoe serve ingest --bootstrap-servers "
                    + to.bootstrapServers() + " --set partitions=" + to.partitions());
            out.flush();
            while (!rekeying.booksAreCut()) Thread.sleep(PAUSE_MILLIS);
        }
        out.println(rekeying.copyReadings() + " records of generated texts and activations are copied.");
        rekeying.skipWhatIsRead()
                .forEach((group, passages) -> out.println(group + " passes over " + passages + " passages."));
        out.println("Now start the other services, topics and steering last.");
        return 0;
    }
}
