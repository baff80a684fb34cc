// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gumshoe.bench.fuzz.FuzzRun.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three quarters of a minute of {@code bench/fuzz/run}, with the same inputs in every build. */
class FuzzTest {
    private static final Path TINY = Path.of("../src/test/resources/tiny");

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void loadsOrRefusesEveryInput() throws Exception {
        try (FuzzTargets targets = new FuzzTargets("files,records,requests", TINY)) {
            FuzzRun run = new FuzzRun(targets.all(), 26, directory);

            run.run(45, 4000);

            System.out.print(run.report());
            // how long an input takes depends on the machine: run tells it, no test is about it
            assertThat(run.findings())
                    .filteredOn(finding -> !finding.contains(Result.SLOW.name()))
                    .isEmpty();
        }
    }

    @Test
    void beginsWithInputsThatLoad() throws Exception {
        try (FuzzTargets targets = new FuzzTargets("files,records,requests", TINY)) {
            for (FuzzTarget target : targets.all()) {
                for (byte[] seed : target.seeds()) {
                    assertThatCode(() -> target.reader().read(seed, directory))
                            .as(target.name())
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void repeatsAnInputByItsSeed() throws IOException {
        try (FuzzTargets targets = new FuzzTargets("files,records,requests", TINY)) {
            for (FuzzTarget target : targets.all()) {
                byte[] once = target.mutation().mutate(target.seeds(), new Random(7));

                assertThat(target.mutation().mutate(target.seeds(), new Random(7)))
                        .as(target.name())
                        .isEqualTo(once);
            }
        }
    }
}
