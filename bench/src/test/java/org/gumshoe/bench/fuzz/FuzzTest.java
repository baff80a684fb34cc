// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gumshoe.bench.fuzz.FuzzRun.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A minute of {@code bench/fuzz/run}, with the same inputs in every build. */
class FuzzTest {
    private static final Path TINY = Path.of("../src/test/resources/tiny");

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void loadsOrRefusesEveryInput() throws IOException {
        FuzzRun run = new FuzzRun(FileTargets.all(TINY), 26, directory);

        run.run(60, 4000);

        System.out.print(run.report());
        // how long an input takes depends on the machine: run tells it, no test is about it
        assertThat(run.findings())
                .filteredOn(finding -> !finding.contains(Result.SLOW.name()))
                .isEmpty();
    }

    @Test
    void beginsWithInputsThatLoad() throws Exception {
        for (FuzzTarget target : FileTargets.all(TINY)) {
            for (byte[] seed : target.seeds()) {
                target.reader().read(seed, directory);
            }
        }
    }

    @Test
    void repeatsAnInputByItsSeed() throws IOException {
        FuzzTarget target = FileTargets.all(TINY).getFirst();

        byte[] once = new Mutator(new Random(7)).mutate(target.seeds());

        assertThat(new Mutator(new Random(7)).mutate(target.seeds())).isEqualTo(once);
        assertThat(new Mutator(new Random(8)).mutate(target.seeds())).isNotEqualTo(once);
    }
}
