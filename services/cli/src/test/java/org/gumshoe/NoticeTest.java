// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** NOTICE names the libraries on the class path, in their versions, with their licences. */
class NoticeTest {
    private static final Pattern LIBRARY = Pattern.compile("[\\w.-]+:(?<name>[\\w.-]+) (?<version>[\\w.-]+): \\S.*");

    /** Libraries of the tests, which the image does not hold. */
    private static final Pattern TESTS =
            Pattern.compile("(junit|archunit|assertj|opentest4j|apiguardian|byte-buddy|jqwik|"
                    + "kafka-streams-test-utils|hardwood|surefire|common-java5|common-junit).*");

    private static List<String> notice() throws IOException {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("NOTICE"))) at = at.getParent();
        return Files.readAllLines(at.resolve("NOTICE"));
    }

    /** Name and version of each library, from its place in Maven's repository. */
    private static Set<String> classPath() {
        Set<String> libraries = new TreeSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path version = Path.of(entry).toAbsolutePath().getParent();
            Path name = version.getParent();
            if (entry.endsWith(".jar")
                    && !name.getFileName().toString().startsWith("gumshoe")
                    && !TESTS.matcher(name.getFileName().toString()).matches()
                    && Path.of(entry).getFileName().toString().startsWith(name.getFileName() + "-")) {
                libraries.add(name.getFileName() + " " + version.getFileName());
            }
        }
        return libraries;
    }

    @Test
    void itNamesWhatTheImageHolds() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String line : notice()) {
            var library = LIBRARY.matcher(line);
            if (library.matches()) named.add(library.group("name") + " " + library.group("version"));
        }
        assertThat(named)
                .as("write it anew: mvn -Dquick -Dsbom package && services/cli/notice services/cli/target/bom.json"
                        + " >NOTICE")
                .isEqualTo(classPath())
                .hasSizeGreaterThan(50);
    }
}
