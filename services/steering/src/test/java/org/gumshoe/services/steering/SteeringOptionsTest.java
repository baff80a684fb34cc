// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.steer.Mixture;
import org.gumshoe.steer.basin.DivergenceThresholds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteeringOptionsTest {
    @Test
    void whatIsNotSetIsTheDefault() {
        assertThat(SteeringOptions.of(new Settings(Map.of()))).isEqualTo(SteeringOptions.DEFAULT);
    }

    @Test
    void settingsAreTaken() {
        var options = SteeringOptions.of(new Settings(Map.of(
                "steering.strength", ".3",
                "steering.limit.reliability", ".7",
                "steering.limit.deviations", "2",
                "steering.limit.agreement", ".94",
                "steering.mixture", "0, .2,.1",
                "steering.mixture.remainder", ".3,0,.1",
                "steering.strengths.solved", "true",
                "steering.perplexity.most", "1.5")));

        assertThat(options)
                .isEqualTo(new SteeringOptions(
                        .3,
                        new DivergenceThresholds(.7, 2, .94),
                        new Mixture(0, .2, .1, 0),
                        new Mixture(0, .3, 0, .1),
                        true,
                        1.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", ".9", "101", "NaN", "one"})
    void aPerplexityThatLeavesNothingToSolveIsRefused(String most) {
        assertThatThrownBy(() -> SteeringOptions.of(new Settings(Map.of("steering.perplexity.most", most))))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("steering.perplexity.most", most, "above 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {".1,.2", "a,b,c", ".1,0,.1", ".1,-.2,.1", ".1,NaN,.1", "1,2,3,4"})
    void aMixtureThatIsNoneIsRefused(String mixture) {
        assertThatThrownBy(() -> SteeringOptions.of(new Settings(Map.of("steering.mixture", mixture))))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("steering.mixture", mixture, "GUMSHOE_STEERING_MIXTURE");
    }

    @ParameterizedTest
    @ValueSource(strings = {".26,.24", "a,b,c", "0,.24,.12", "-.1,.24,.12", ".26,.24,-.1", ".26,NaN,.1", "1,2,3,4"})
    void anInvalidMixtureWithTheResidualCorrectionIsRefused(String mixture) {
        assertThatThrownBy(() -> SteeringOptions.of(new Settings(Map.of("steering.mixture.remainder", mixture))))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll(
                        "steering.mixture.remainder is '" + mixture,
                        "--steering-mixture-remainder",
                        "GUMSHOE_STEERING_MIXTURE_REMAINDER");
    }
}
