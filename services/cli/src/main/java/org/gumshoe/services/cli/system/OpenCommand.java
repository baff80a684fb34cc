// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.gumshoe.BadInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code gumshoe open}: opens the page of a running system in the browser. */
@Command(
        name = "open",
        description = "Opens the page of a running system in the browser, and prints its address.",
        mixinStandardHelpOptions = true)
public final class OpenCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> OPENERS = List.of("xdg-open", "open");

    @Spec
    CommandSpec spec;

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            defaultValue = "8090",
            description = "port of the HTTP gateway (default: ${DEFAULT-VALUE})")
    int port;

    @Override
    public Integer call() throws InterruptedException {
        String address = "http://localhost:" + port + "/";
        requirePage(address);
        PrintWriter out = spec.commandLine().getOut();
        out.println(opens(address) ? address : address + " (no browser was found here: open it yourself)");
        return 0;
    }

    private static void requirePage(String address) throws InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                    .timeout(PATIENCE)
                    .build();
            if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                return;
            }
        } catch (IOException e) {
            // told below
        }
        throw new BadInputException("There is no page at " + address
                + "; start the system with `gumshoe up`, or name the gateway's port with --gateway-port.");
    }

    private static boolean opens(String address) throws InterruptedException {
        for (String opener : OPENERS) {
            try {
                Process process = new ProcessBuilder(opener, address)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return true;
                }
            } catch (IOException e) {
                // another one may be there
            }
        }
        return false;
    }
}
