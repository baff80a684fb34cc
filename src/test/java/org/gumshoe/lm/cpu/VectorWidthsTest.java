// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels on vectors as short as other processors have them: 128 bits as NEON, 256 as AVX2. */
class VectorWidthsTest {
    @ParameterizedTest
    @ValueSource(ints = {128, 256})
    void kernelsAreRightOnShorterVectors(int bits) throws IOException, InterruptedException {
        assumeThat(SimdKernels.vectorBits()).isGreaterThanOrEqualTo(bits);
        Process vm = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:MaxVectorSize=" + bits / 8,
                        "-XX:+UseSerialGC",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KernelCheck.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(vm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(vm.waitFor()).as(said).isZero();
        assertThat(said)
                .contains("vectors of " + bits + " bits: right; panels not used")
                .as("what is made for 512 bits, and the engine")
                .doesNotContain(PanelKernels.class.getName(), "ai.djl.pytorch.");
    }
}
