// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.plan.ExperimentConfig;
import org.junit.jupiter.api.Test;

class ExperimentConfigTest {
    private static ExperimentConfig config(List<String> arms, String part) {
        ExperimentConfig made = MadeUpExperiment.config(
                Path.of("."), "detective", null, MadeUpExperiment.byTopics(), ExperimentConfig.Halves.DEFAULT);
        return new ExperimentConfig(
                made.books(),
                made.testOrNull(),
                made.label(),
                made.subjectOrNull(),
                made.concept(),
                made.seeds(),
                made.refine(),
                made.contentOrNull(),
                made.seededOrNull(),
                made.weak(),
                made.strong(),
                made.brown(),
                made.encoder(),
                made.cache(),
                made.size(),
                made.halves(),
                arms,
                List.of(part),
                made.command());
    }

    @Test
    void armsAreKnownBeforeAnythingIsRead() {
        assertThatThrownBy(() -> config(List.of("best", "bset"), "steering"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("bset")
                .hasMessageContaining("chosen-lda");
        assertThatThrownBy(() -> config(List.of("particles"), "steering"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("full form");
    }

    @Test
    void someArmsOrAllAreWritten() {
        assertThat(config(List.of("best"), "steering").writes("mixture")).isFalse();
        assertThat(config(List.of(), "steering").writes("mixture")).isTrue();
        assertThat(config(List.of("best"), "steering").writes("unsteered")).isTrue();
        assertThat(config(List.of(), "steering").writes("solved"))
                .as("in the quick form, unless it is named")
                .isFalse();
        assertThat(config(List.of("solved"), "steering").writes("solved")).isTrue();
        assertThatThrownBy(() -> config(List.of(), "steering").writes("bset"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPartThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> config(List.of(), "steerign"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("steerign");
    }
}
