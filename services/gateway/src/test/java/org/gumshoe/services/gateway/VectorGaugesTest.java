// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.junit.jupiter.api.Test;

class VectorGaugesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final VectorGauges gauges = new VectorGauges(registry, 2);

    private static SteeringVector vector(String concept, String kind, long version, boolean diverged) {
        return SteeringVector.newBuilder()
                .setConcept(concept)
                .setRole("strong")
                .setModel("feed")
                .setKind(kind)
                .setVersion(version)
                .setLayers(List.of(new LayerDirection(2, List.of(1f), 1.0, 1.0, 1.0, null)))
                .setModelVersion(1)
                .setPassages(1)
                .setBooks(1)
                .setDiverged(diverged)
                .build();
    }

    private double of(String name, String kind) {
        return registry.get(name)
                .tags("concept", "crime", "role", "strong", "kind", kind)
                .gauge()
                .value();
    }

    @Test
    void theNewestVectorIsShownUntilItGoes() {
        gauges.set("crime|strong|refined", vector("crime", "refined", 3, false), 5_000);
        gauges.set("crime|strong|refined", vector("crime", "refined", 4, false), 9_000);
        gauges.set("crime|strong|refined-diverged", vector("crime", "refined-diverged", 5, true), 10_000);
        gauges.set("more|strong|refined", vector("more", "refined", 1, false), 11_000);

        assertThat(of("gumshoe.vector.published.seconds", "refined")).isEqualTo(9);
        assertThat(of("gumshoe.vector.version", "refined")).isEqualTo(4);
        assertThat(of("gumshoe.vector.diverged", "refined-diverged")).isOne();
        assertThat(registry.find("gumshoe.vector.version").gauges())
                .as("made-up concepts do not add up")
                .hasSize(2);

        gauges.set("crime|strong|refined-diverged", null, 12_000);

        assertThat(registry.find("gumshoe.vector.diverged").gauges())
                .extracting(gauge -> gauge.value())
                .containsExactly(0.0);
    }
}
