// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import org.gumshoe.lm.SteerableModel;
import org.gumshoe.lm.Unembedding;
import org.gumshoe.pipeline.Outcome;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.WordReadOutKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publisher of the read-outs of all concepts' words by one model. A concept that comes or gets other
 * seeds is read out; the read-outs of one that is gone are removed, those by former models too.
 */
final class WordReadOuts {
    private static final Logger LOG = LoggerFactory.getLogger(WordReadOuts.class);

    private final String role;
    private final String model;
    private final Unembedding unembedding;
    private final Producer<String, byte[]> producer;

    /** Words by key of a read-out, as this publisher found or left them; none where another model's stand. */
    private final Map<String, List<String>> settled = new HashMap<>();

    /** @param published the topic of read-outs as a table, which has caught up */
    WordReadOuts(
            SteerableModel model, String role, Map<String, WordReadOut> published, Producer<String, byte[]> producer) {
        this.role = role;
        this.model = model.info().sha256();
        this.unembedding = model.unembedding();
        this.producer = producer;
        published.forEach((key, readOut) -> {
            if (readOut.getRole().equals(role)) {
                boolean own = readOut.getModel().equals(this.model)
                        && readOut.getValues().size() == model.info().width();
                settled.put(key, own ? readOut.getWords() : List.of());
            }
        });
    }

    /**
     * Publishes what has changed in one transaction.
     *
     * @param concepts the topic of concepts as a table, which has caught up
     */
    void step(Map<String, Concept> concepts) {
        Map<String, WordReadOut> changes = new TreeMap<>();
        Set.copyOf(settled.keySet()).forEach(key -> {
            if (WordReadOutKey.parse(key)
                    .filter(of -> concepts.containsKey(of.concept()))
                    .isEmpty()) {
                changes.put(key, null);
                settled.remove(key);
            }
        });
        concepts.forEach((name, concept) -> {
            String key = WordReadOutKey.of(name, role, model).format();
            if (!concept.getSeeds().equals(settled.put(key, concept.getSeeds()))) {
                changes.put(key, readOut(concept));
            }
        });
        if (!changes.isEmpty()) {
            producer.beginTransaction();
            changes.forEach((key, readOut) -> producer.send(Topics.WORD_READOUTS.record(key, readOut)));
            producer.commitTransaction();
        }
    }

    /** Returns null for a concept without words, of which a model cannot be asked. */
    private WordReadOut readOut(Concept concept) {
        Outcome<float[]> values = Outcome.attempt(() -> unembedding.readOut(concept.getSeeds()));
        values.whyNot().ifPresent(reason -> LOG.info("{}: {}", concept.getName(), reason));
        return values.value()
                .map(known ->
                        new WordReadOut(concept.getName(), role, model, concept.getSeeds(), FloatLists.list(known)))
                .orElse(null);
    }
}
