// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.stories;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StoryFollowerTest {
    private static List<StoryRequest> requests(String model, long version) {
        var options = new StoryFollower.FollowOptions("detective", 2, 40, 7, .3);
        return new StoryFollower(options, new PrintWriter(new StringWriter()))
                .requests(SteeringVector.newBuilder()
                        .setConcept("detective")
                        .setRole("strong")
                        .setModel(model)
                        .setKind("refined")
                        .setVersion(version)
                        .setLayers(List.of())
                        .setModelVersion(1)
                        .setPassages(1)
                        .setBooks(1)
                        .build());
    }

    private static List<String> stories(List<StoryRequest> requests, String arm) {
        return requests.stream()
                .filter(request -> request.getArm().equals(arm))
                .map(StoryRequest::getStory)
                .toList();
    }

    /** Loads the catalogue's serdes, after which Avro trusts the classes of nested records. */
    @BeforeAll
    static void trust() {
        assertThat(Topics.STEERING_VECTORS.values()).isNotNull();
    }

    @Test
    void eachVersionHasTheSameOpeningsWrittenAnewAndWhatNothingSteersOnlyOnce() {
        var first = requests("0123456789abcdef", 1);
        var second = requests("0123456789abcdef", 2);

        assertThat(first).hasSize(4);
        assertThat(first)
                .extracting(StoryRequest::getPrompt)
                .isEqualTo(second.stream().map(StoryRequest::getPrompt).toList());
        assertThat(first).extracting(StoryRequest::getSeed).containsOnly(7L);
        assertThat(stories(first, "refined")).hasSize(2).doesNotContainAnyElementsOf(stories(second, "refined"));
        assertThat(stories(first, "unsteered")).hasSize(2).isEqualTo(stories(second, "unsteered"));
        assertThat(stories(requests("another model", 2), "unsteered"))
                .doesNotContainAnyElementsOf(stories(first, "unsteered"));
        assertThat(first)
                .filteredOn(request -> request.getArm().equals("refined"))
                .allSatisfy(request -> {
                    assertThat(request.getVersion()).isEqualTo(1);
                    assertThat(request.getStrength()).isEqualTo(.3);
                });
    }
}
