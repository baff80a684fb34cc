// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.List;

/**
 * Drawing of the pipeline: which topics each service mainly reads and writes. Tables that a service
 * only looks things up in are left out. No service knows another, so the drawing stands here; a test
 * compares it with the permissions of the services.
 */
public final class Pipeline {
    /**
     * A service.
     *
     * @param reads topics in whose records it has a position
     * @param writes topics
     */
    public record Stage(String name, List<String> reads, List<String> writes) {}

    /** All services but the gateway, in the order of the stream. */
    public static final List<Stage> STAGES = List.of(
            stage("ingest", List.of("books"), List.of("passages")),
            stage("topics", List.of("passages", "concepts"), List.of("topic-model")),
            stage("assignments", List.of("passages", "topic-model"), List.of("assignments")),
            stage("activations-weak", List.of("passages", "language-models"), List.of("activations")),
            stage("activations-strong", List.of("passages", "language-models"), List.of("activations")),
            stage("stitch", List.of("activations"), List.of("stitch-map")),
            stage(
                    "steering",
                    List.of("activations", "assignments", "stitch-map"),
                    List.of("steering-vectors", "refined-scores")),
            stage("stories", List.of("story-requests", "steering-vectors"), List.of("stories", "passages")),
            stage(
                    "evaluation",
                    List.of("steering-vectors", "stories", "refined-scores"),
                    List.of("refinement-metrics")));

    private Pipeline() {}

    private static Stage stage(String name, List<String> reads, List<String> writes) {
        return new Stage(name, reads, writes);
    }
}
