// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The short form of the campaign. Its logs lie in target/chaos afterwards. */
class ChaosTest {
    private static final Path TINY = Path.of("..", "src", "test", "resources", "tiny");

    @Test
    @EnabledIfSystemProperty(
            named = "gumshoe.long",
            matches = "true",
            disabledReason = "the campaign takes five minutes: mvn verify -Dgumshoe.long=true")
    void whatFaultsInterruptIsInTheEndWhatAnUninterruptedRunMakes() throws Exception {
        Path out = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "run");

        ChaosReport report = ChaosBench.run(ChaosOptions.of(TINY, out, "faults=20", "minutes=1", "books=16"));

        assertThat(report.holds()).as(report.text()).isTrue();
    }
}
