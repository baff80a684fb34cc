// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.bench.system.Verdict;
import org.junit.jupiter.api.Test;

/** Processes that are replaced one after another while books come in. Logs lie in target/rolling afterwards. */
class RollingUpgradeTest {
    private static final Path TINY = Path.of("..", "src", "test", "resources", "tiny");

    /** Both releases are the present code: what the replacing itself could lose or double. */
    @Test
    void replacingProcessesLosesAndDoublesNothing() throws Exception {
        Path out = Files.createTempDirectory(Files.createDirectories(Path.of("target", "rolling")), "run");

        List<Verdict> verdicts = RollingUpgrade.run(Release.present("former"), Release.present("present"), TINY, out);

        assertThat(verdicts).allMatch(Verdict::holds, "holds");
    }
}
