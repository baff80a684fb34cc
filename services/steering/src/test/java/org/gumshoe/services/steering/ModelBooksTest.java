// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.ModelReading;
import org.junit.jupiter.api.Test;

class ModelBooksTest {
    @Test
    void aReadOutOfWordsFitsItsModelAndPassagesThatItWasAskedBehind() {
        assertThat(books(true).takes(readOut("m", 2))).isTrue();
        assertThat(books(false).takes(readOut("m", 2))).isFalse();
        assertThat(books(true).takes(readOut("n", 2))).isFalse();
        assertThat(books(true).takes(readOut("m", 3))).isFalse();
    }

    private static ModelBooks books(boolean withWords) {
        return new ModelBooks(
                new ModelReading("m", List.of(1)), 2, null, 1, 1, 1, withWords, Map.of(), Optional.empty());
    }

    private static WordReadOut readOut(String model, int width) {
        return new WordReadOut("crime", "weak", model, List.of("murder"), FloatLists.list(new float[width]));
    }
}
