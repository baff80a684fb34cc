// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.calls;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gumshoe.VisibleText;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.OutOfBoundsException;
import org.gumshoe.schemas.RecordBounds;
import org.gumshoe.services.common.http.Refusal;
import org.gumshoe.services.common.records.BookSender;
import org.gumshoe.services.gateway.http.JsonBody;
import org.gumshoe.services.gateway.http.Shape;

/** JSON body of a concept that is to be found; only name and seeds are required. */
record ConceptBody(String name, List<String> seeds, Integer topic, Double prevalence, Double pseudoCount) {
    static final Shape SHAPE = Shape.of(Concept.getClassSchema(), "name", "seeds", "topic", "prevalence", "pseudoCount")
            .require("name", "seeds")
            .with("pseudoCount", Map.of("default", 0));

    /**
     * Reads a body.
     *
     * @throws Refusal with status 400 and a sentence that names the field
     */
    static ConceptBody parse(String json) {
        return JsonBody.parse(json, ConceptBody.class, SHAPE);
    }

    /**
     * Makes the concept.
     *
     * @throws Refusal with status 400 and the reason, when it is none
     */
    Concept concept() {
        if (!BookSender.validId(name)) {
            throw Refusal.of(
                    400,
                    "The name '" + VisibleText.quoted(name == null ? "" : name)
                            + "' must not be blank or contain '#', '|' or control characters.");
        }
        List<String> words = seeds == null
                ? List.of()
                : seeds.stream()
                        .map(word -> word.strip().toLowerCase(Locale.ROOT))
                        .filter(word -> !word.isEmpty())
                        .distinct()
                        .toList();
        if (words.isEmpty()) {
            throw Refusal.of(400, "A concept needs a seed word: give some, such as ghost, spirit, haunted.");
        }
        Concept concept = Concept.newBuilder()
                .setName(name)
                .setSeeds(words)
                .setTopic(topic)
                .setPrevalence(prevalence)
                .setPseudoCount(pseudoCount == null ? 0 : pseudoCount)
                .build();
        try {
            RecordBounds.check(concept);
        } catch (OutOfBoundsException e) {
            throw CallSupport.outOfBounds(e);
        }
        return concept;
    }
}
