// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.activations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.gumshoe.lm.LanguageModel;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.WordReadOut;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.FloatLists;
import org.gumshoe.services.common.records.WordReadOutKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WordReadOutsTest {
    private final LanguageModel model = LanguageModel.load(Path.of("../../src/test/resources/tiny/gpt2"), 0);
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final Map<String, Concept> concepts = new TreeMap<>();

    @BeforeEach
    void begin() {
        producer.initTransactions();
    }

    @AfterEach
    void close() {
        model.close();
    }

    private WordReadOuts readOuts(Map<String, WordReadOut> published) {
        return new WordReadOuts(model, "weak", published, producer);
    }

    private String key(String concept) {
        return WordReadOutKey.of(concept, "weak", model.info().sha256()).format();
    }

    private void seek(String concept, String... seeds) {
        concepts.put(concept, new Concept(concept, List.of(seeds), null, null, 0.));
    }

    /** Returns what was committed since the last call; null for a removal. */
    private Map<String, WordReadOut> sent() {
        Map<String, WordReadOut> sent = new HashMap<>();
        producer.history()
                .forEach(record -> sent.put(record.key(), Topics.WORD_READOUTS.read(record.key(), record.value(), 0)));
        producer.clear();
        return sent;
    }

    @Test
    void conceptsThatComeOrChangeAreReadOutOnce() {
        WordReadOuts readOuts = readOuts(Map.of());
        seek("crime", "murder", "clue");
        seek("sea", "ship");

        readOuts.step(concepts);

        Map<String, WordReadOut> first = sent();
        assertThat(first).containsOnlyKeys(key("crime"), key("sea"));
        assertThat(first.get(key("crime")))
                .isEqualTo(new WordReadOut(
                        "crime",
                        "weak",
                        model.info().sha256(),
                        List.of("murder", "clue"),
                        FloatLists.list(model.unembedding().readOut(List.of("murder", "clue")))));

        readOuts.step(concepts);
        assertThat(sent()).isEmpty();

        seek("crime", "murder");
        readOuts.step(concepts);
        assertThat(sent()).containsOnlyKeys(key("crime"));
    }

    @Test
    void whatAFormerStartHasPublishedStays() {
        WordReadOuts former = readOuts(Map.of());
        seek("crime", "murder");
        former.step(concepts);
        Map<String, WordReadOut> published = sent();

        readOuts(published).step(concepts);
        assertThat(sent()).isEmpty();

        WordReadOut ofAnotherModel = WordReadOut.newBuilder(published.get(key("crime")))
                .setModel(model.info().sha256().substring(0, 12))
                .build();
        readOuts(Map.of(key("crime"), ofAnotherModel)).step(concepts);
        assertThat(sent()).as("its key is the same").isEqualTo(published);
    }

    @Test
    void theReadOutsOfAConceptThatIsGoneAreRemovedByEveryModelOfTheRole() {
        WordReadOut byFormerModel = new WordReadOut("crime", "weak", "former", List.of("murder"), List.of(1f));
        WordReadOut byStrong = new WordReadOut("crime", "strong", "strong", List.of("murder"), List.of(1f));
        WordReadOuts readOuts = readOuts(Map.of("crime|weak|former", byFormerModel, "crime|strong|strong", byStrong));
        seek("crime", "murder");
        readOuts.step(concepts);
        sent();

        concepts.clear();
        readOuts.step(concepts);

        assertThat(sent())
                .containsOnlyKeys(key("crime"), "crime|weak|former")
                .allSatisfy((key, value) -> assertThat(value).isNull());
        seek("crime", "murder");
        readOuts.step(concepts);
        assertThat(sent()).as("it comes back").containsOnlyKeys(key("crime"));
    }

    @Test
    void aConceptWithoutWordsHasNoReadOut() {
        WordReadOuts readOuts = readOuts(Map.of());
        seek("pinned");
        seek("empty", "");

        readOuts.step(concepts);

        assertThat(sent().values()).allSatisfy(value -> assertThat(value).isNull());
        readOuts.step(concepts);
        assertThat(sent()).isEmpty();
    }
}
