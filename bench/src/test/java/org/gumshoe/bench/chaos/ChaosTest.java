// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Short forms of the campaign, without the kind of fault that needs rights. Logs lie in target/chaos afterwards. */
class ChaosTest {
    private static final Path TINY = Path.of("..", "src", "test", "resources", "tiny");
    private static final String KINDS = "kinds=kill,wipe,freeze,slow,full,rebalance";

    @Test
    void whatFaultsInterruptIsInTheEndWhatAnUninterruptedRunMakes() throws Exception {
        assertHolds("faults=9", "minutes=.5", "books=8", "garbage=26", "seed=1");
    }

    @Test
    @EnabledIfSystemProperty(
            named = "gumshoe.long",
            matches = "true",
            disabledReason = "this campaign takes ten minutes: mvn verify -Dgumshoe.long=true")
    void aCampaignOfTenMinutesHolds() throws Exception {
        assertHolds("faults=100", "minutes=8", "books=48", "seed=2");
    }

    private static void assertHolds(String... options) throws Exception {
        Path out = Files.createTempDirectory(Files.createDirectories(Path.of("target", "chaos")), "run");
        List<String> all = new ArrayList<>(List.of(options));
        all.add(KINDS);

        ChaosReport report = ChaosBench.run(ChaosOptions.of(TINY, out, all.toArray(String[]::new)));

        assertThat(report.holds()).as(report.text()).isTrue();
    }
}
