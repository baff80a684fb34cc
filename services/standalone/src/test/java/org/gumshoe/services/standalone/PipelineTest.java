// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.gumshoe.services.common.access.ServiceAccess;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.flow.Stages;
import org.gumshoe.services.gateway.view.Pipeline;
import org.junit.jupiter.api.Test;

/** The gateway knows no other service; what it draws is compared here with what they are allowed. */
class PipelineTest {
    private static final Map<String, ServiceAccess> ACCESS = Services.access(new Settings(Map.of())).stream()
            .collect(Collectors.toMap(ServiceAccess::service, access -> access));

    private static Set<String> topics(String service, AclOperation operation) {
        return ACCESS.get(service).all().stream()
                .filter(grant -> grant.operations().contains(operation))
                .flatMap(grant -> grant.names().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void everyServiceIsDrawnWithWhatItReadsAndWrites() {
        assertThat(Pipeline.STAGES)
                .extracting(Pipeline.Stage::name)
                .containsExactlyInAnyOrderElementsOf(ACCESS.keySet().stream()
                        .filter(name -> !name.equals("gateway"))
                        .toList());
        for (Pipeline.Stage stage : Pipeline.STAGES) {
            assertThat(Stages.of("gumshoe-" + stage.name().replace("activations-", "reading-") + "-0"))
                    .contains(stage.name());
            assertThat(topics(stage.name(), AclOperation.READ)).as(stage.name()).containsAll(stage.reads());
            assertThat(topics(stage.name(), AclOperation.WRITE))
                    .as(stage.name())
                    .containsAll(stage.writes());
        }
    }

    @Test
    void everyTopicThatAServiceMainlyWritesIsDrawn() {
        List<String> drawn = Pipeline.STAGES.stream()
                .flatMap(stage -> stage.writes().stream())
                .toList();
        assertThat(drawn)
                .contains("passages", "topic-model", "assignments", "activations", "stitch-map", "steering-vectors")
                .contains("refined-scores", "stories", "refinement-metrics");
    }
}
