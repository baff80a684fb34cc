// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.junit.jupiter.api.Test;

class VectorFitTest {
    private static final Map<String, ModelAnnouncement> MODELS = Map.of(
            "strong",
            new ModelAnnouncement("strong", "tiny", "/nowhere", "s", "llama", 8, 3, List.of(4), List.of(4), 1L));

    private static Map<String, SteeringVector> vector(String model, int layer, int width) {
        return Map.of(
                "crime|strong|refined",
                SteeringVector.newBuilder()
                        .setConcept("crime")
                        .setRole("strong")
                        .setModel(model)
                        .setKind("refined")
                        .setVersion(1)
                        .setLayers(
                                List.of(new LayerDirection(layer, Collections.nCopies(width, 1f), 1.0, 1.0, 1.0, null)))
                        .setModelVersion(1)
                        .setPassages(1)
                        .setBooks(1)
                        .build());
    }

    @Test
    void aVectorOfAnotherWidthOrLayerIsToldByName() {
        assertThat(VectorFit.misfit(MODELS, vector("s", 4, 5)))
                .hasValueSatisfying(
                        why -> assertThat(why).contains("crime|strong|refined does not fit tiny (width 3, 8 blocks)"));
        assertThat(VectorFit.misfit(MODELS, vector("s", 9, 3))).isPresent();
    }

    @Test
    void whatFitsAndWhatIsOfAnotherModelIsNotTold() {
        assertThat(VectorFit.misfit(MODELS, vector("s", 8, 3))).isEmpty();
        assertThat(VectorFit.misfit(MODELS, vector("other", 9, 5))).isEmpty();
        assertThat(VectorFit.misfit(Map.of(), vector("s", 9, 5))).isEmpty();
    }
}
