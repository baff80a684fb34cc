// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;

/**
 * The entry of Jazzer, a fuzzer that keeps the inputs that reach new branches and changes them
 * further. It calls these methods by their names, so nothing here depends on it. The system property
 * {@code gumshoe.fuzz.target} names the target.
 */
public final class JazzerTarget {
    private static FuzzTargets open;
    private static FuzzTarget target;
    private static Path work;

    private JazzerTarget() {}

    /** Opens the target and reads its seeds, so that the first input waits for no class. */
    public static void fuzzerInitialize() throws Exception {
        Path tiny = Path.of(System.getProperty("gumshoe.fuzz.tiny"));
        String name = System.getProperty("gumshoe.fuzz.target");
        open = new FuzzTargets(System.getProperty("gumshoe.fuzz.kinds"), tiny);
        List<String> names = open.all().stream().map(FuzzTarget::name).toList();
        target = open.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "GUIDED is '" + name + "'; there are " + names.stream().collect(Collectors.joining(" | "))));
        work = Files.createTempDirectory("gumshoe-fuzz");
        for (byte[] seed : target.seeds()) {
            fuzzerTestOneInput(seed);
        }
    }

    /** Reads one input; what it throws is a finding. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        try {
            target.reader().read(input, work);
        } catch (BadInputException refused) {
            // with a sentence
        }
    }

    public static void fuzzerTearDown() {
        open.close();
    }

    /** Writes the seeds of the target to a directory, where Jazzer begins. */
    public static void main(String[] arguments) throws Exception {
        fuzzerInitialize();
        Path corpus = Files.createDirectories(Path.of(arguments[0]));
        for (int i = 0; i < target.seeds().size(); i++) {
            Files.write(corpus.resolve("seed-" + i), target.seeds().get(i));
        }
        fuzzerTearDown();
        System.exit(0);
    }
}
