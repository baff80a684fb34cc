// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.gumshoe.schemas.RefinementMetric;
import org.junit.jupiter.api.Test;

class RefinementGaugesTest {
    private static RefinementMetric metric(String concept, double value) {
        return RefinementMetric.newBuilder()
                .setConcept(concept)
                .setMetric("perplexity|refined")
                .setValue(value)
                .setVersion(1)
                .setCause("")
                .setAt(0)
                .build();
    }

    @Test
    void conceptsThatRequestsMakeUpDoNotAddUp() {
        var registry = new SimpleMeterRegistry();
        var gauges = new RefinementGauges(registry, 3);
        for (int i = 0; i < 1000; i++) {
            gauges.set("c" + i, metric("c" + i, i));
        }
        gauges.set("c1", metric("c1", 7));
        assertThat(registry.getMeters()).hasSize(3);
        assertThat(registry.get("gumshoe.refinement")
                        .tag("concept", "c1")
                        .gauge()
                        .value())
                .isEqualTo(7);

        gauges.set("c1", null);
        gauges.set("new", metric("new", 1));

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getTag("concept"))
                .containsExactlyInAnyOrder("c0", "c2", "new");
    }
}
