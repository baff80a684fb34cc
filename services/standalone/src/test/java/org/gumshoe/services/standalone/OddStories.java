// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.vector;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gumshoe.schemas.LayerDirection;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.StoryRequest;

/** Requests of stories, and vectors for them, at the edges of what the bounds allow. */
record OddStories(ModelAnnouncement strong) {
    /** Vectors of concepts of their own; a story with each ends, with a text or a reason. */
    List<SteeringVector> vectors() {
        List<SteeringVector> all = new ArrayList<>();
        for (double typical : new double[] {0, Double.MIN_VALUE, 1e37, 1e300}) {
            all.add(vectorOf(layer -> layer.setStrength(1000).setTypicalNorm(typical)));
        }
        for (float component : new float[] {0, Float.MIN_VALUE, Float.MAX_VALUE}) {
            all.add(vectorOf(layer -> layer.setDirection(Collections.nCopies(strong.getWidth(), component))));
        }
        all.add(vectorOf(layer -> layer.setDirection(Collections.nCopies(strong.getWidth() + 1, 1f))));
        all.add(vectorOf(layer -> layer.setLayer(10_000)));
        for (int i = 0; i < all.size(); i++) {
            all.get(i).setConcept("odd" + i);
        }
        return all;
    }

    private SteeringVector vectorOf(UnaryOperator<LayerDirection.Builder> change) {
        SteeringVector vector = vector(strong, "native", Long.MAX_VALUE);
        LayerDirection layer = change.apply(
                        LayerDirection.newBuilder(vector.getLayers().getFirst()))
                .build();
        vector.setLayers(List.of(layer, layer, layer));
        return vector;
    }

    /** Requests of which each ends, with a text or a reason. */
    List<StoryRequest.Builder> requests() {
        List<StoryRequest.Builder> all = new ArrayList<>(List.of(
                story("hot", "unsteered").setTemperature(100),
                story("cold", "unsteered").setTemperature(0).setTopP(0),
                story("greedy", "unsteered").setTopP(Double.MIN_VALUE),
                story("long-prompt", "unsteered").setPrompt("'".repeat(20_000)),
                story("wide-prompt", "unsteered").setPrompt("\ud83d\udd2a".repeat(10_000)),
                story("half", "unsteered").setPrompt("\ud83d"),
                story("special", "unsteered").setPrompt("<|endoftext|></s>\u0000\u001b[2J"),
                story("blank", "unsteered").setPrompt(" \n\t"),
                story("none", "unsteered").setPrompt(""),
                story("seed", "unsteered").setSeed(Long.MIN_VALUE),
                story("least", "unsteered").setTokens(1).setMinTokens(10_000),
                story("weak", "unsteered").setRole("weak"),
                story("no-arm", "\u001b[2J"),
                story("empty-arm", ""),
                story("no-concept", "prompt").setConcept(""),
                story("odd-concept", "prompt").setConcept("\u202e\u0301"),
                story("version", "native").setVersion(Long.MAX_VALUE),
                story("layers", "native").setLayers(Collections.nCopies(512, 2)),
                story("strength", "native").setStrength(-1000.0),
                story("random", "random").setStrength(Double.MIN_VALUE)));
        for (SteeringVector vector : vectors()) {
            all.add(story(vector.getConcept(), "native").setConcept(vector.getConcept()));
        }
        return all;
    }
}
