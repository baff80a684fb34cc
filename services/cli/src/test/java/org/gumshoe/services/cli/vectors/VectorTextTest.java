// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.SteeringVector;
import org.junit.jupiter.api.Test;

class VectorTextTest {
    private static SteeringVector.Builder vector(String role, String kind) {
        return SteeringVector.newBuilder()
                .setConcept("crime")
                .setRole(role)
                .setModel("m")
                .setKind(kind)
                .setVersion(5)
                .setLayers(List.of())
                .setCauses(List.of())
                .setModelVersion(12)
                .setPassages(9)
                .setBooks(3);
    }

    @Test
    void aRefinedStrongVectorShowsTheChainThatItComesFrom() {
        SteeringVector refined = vector("strong", "refined")
                .setWeakVersion(3)
                .setStitchVersion(40)
                .setStart("stitch-map")
                .build();

        assertThat(VectorText.details(refined))
                .contains("  chain        LDA version 12 → weak refined version 3 → stitch map version 40"
                        + " → strong refined version 5");
    }

    @Test
    void aNativeVectorComesFromTheLdaAloneAndTellsWhatIsMissing() {
        SteeringVector own = vector("strong", "native")
                .setNotYet(Map.of("refined", "There is no stitch map yet."))
                .build();

        assertThat(VectorText.details(own))
                .contains("  chain        LDA version 12 → strong native version 5")
                .contains("  no refined vector yet: There is no stitch map yet.");
    }
}
