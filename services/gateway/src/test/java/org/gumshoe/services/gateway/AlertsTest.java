// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.flow.FlowHistory;
import org.gumshoe.services.common.runtime.ProcessMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of Prometheus ask for metrics that there are. */
class AlertsTest {
    private static final Pattern METRIC = Pattern.compile("([a-z][a-z_0-9]+)\\{job=\"gumshoe\"");

    @TempDir
    private Path dir;

    private static JsonNode rules() throws Exception {
        return new YAMLMapper()
                .readTree(Path.of("../monitoring/alerts.yml").toFile())
                .at("/groups/0/rules");
    }

    private String scraped() {
        try (ProcessMetrics metrics = new ProcessMetrics()) {
            metrics.watchDisk(dir.resolve("not/yet/there"));
            new FlowGauges(metrics.registry())
                    .set(new FlowHistory.FlowSample(
                            0,
                            List.of(new FlowHistory.TopicFlow("dead-letters", 1, 0)),
                            List.of(new FlowHistory.StageFlow("steering", "activations", 1, 1, 1, 1, false, 1.0))));
            new VectorGauges(metrics.registry(), 1)
                    .set(
                            "crime|strong|refined",
                            SteeringVector.newBuilder()
                                    .setConcept("crime")
                                    .setRole("strong")
                                    .setModel("feed")
                                    .setKind("refined")
                                    .setVersion(1)
                                    .setLayers(List.of(new LayerDirection(2, List.of(1f), 1.0, 1.0, 1.0, null)))
                                    .setModelVersion(1)
                                    .setPassages(1)
                                    .setBooks(1)
                                    .build(),
                            1000);
            return metrics.scrape();
        }
    }

    @Test
    void everyMetricOfARuleIsServedWithItsLabels() throws Exception {
        Set<String> asked = new TreeSet<>();
        for (JsonNode rule : rules()) {
            var found = METRIC.matcher(rule.get("expr").asText());
            while (found.find()) asked.add(found.group(1));
        }
        String scraped = scraped();

        // Prometheus makes this one itself
        assertThat(asked.remove("up")).isTrue();
        assertThat(asked)
                .hasSizeGreaterThan(6)
                .allSatisfy(name -> assertThat(scraped).containsPattern("(?m)^" + name + "\\{"));
        assertThat(scraped)
                .containsPattern("gumshoe_stage_lag_seconds\\{stage=\"steering\",topic=\"activations\"")
                .containsPattern(
                        "gumshoe_vector_published_seconds\\{concept=\"crime\",kind=\"refined\",role=\"strong\"")
                .containsPattern("disk_free_bytes\\{path=\"" + Pattern.quote(dir.toString()) + "\"");
    }

    @Test
    void everyRuleSaysWhatToDo() throws Exception {
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : rules()) {
            names.add(rule.get("alert").asText());
            assertThat(rule.at("/annotations/summary").asText()).contains(":").endsWith(".");
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
        }
        assertThat(names)
                .contains("GumshoeNoVector", "GumshoeDiverged", "GumshoeLagGrowing", "GumshoeDeadLetters")
                .contains("GumshoeDiskFilling", "GumshoeProcessDown");
    }
}
