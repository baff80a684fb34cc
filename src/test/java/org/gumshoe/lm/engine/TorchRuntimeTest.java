// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.LanguageModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchRuntimeTest {
    @AfterEach
    void clearDevice() {
        System.clearProperty(TorchRuntime.DEVICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cuda:99", "cuda:-1", "CPU", ""})
    void anUnknownDeviceIsNamed(String device) {
        assertThatThrownBy(() -> LanguageModel.useDevice(device))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(device)
                .hasMessageContaining("give cpu");
        assertThat(System.getProperty(TorchRuntime.DEVICE)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "auto"})
    void aKnownDeviceIsUsed(String device) {
        LanguageModel.useDevice(device);
        try (NDManager manager = TorchRuntime.newManager()) {
            int gpuCount = manager.getEngine().getGpuCount();
            assertThat(manager.getDevice().isGpu()).isEqualTo(device.equals("auto") && gpuCount > 0);
        }
    }
}
