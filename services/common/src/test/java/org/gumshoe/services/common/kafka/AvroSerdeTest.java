// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.gumshoe.schemas.Concept;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.schemas.TopicModelRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
    private static final Passage PASSAGE = new Passage(
            "study",
            3,
            9,
            900,
            1200,
            "It was a dark \u2014 and stormy \ud83c\udf29 night.",
            true,
            false,
            "",
            "",
            "",
            null);
    private static final AvroSerde<Passage> SERDE = AvroSerde.of(Passage.class);

    private static byte[] bytes() {
        return SERDE.serializer().serialize("passages", PASSAGE);
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(SERDE.deserializer().deserialize("passages", bytes())).isEqualTo(PASSAGE);
    }

    @Test
    void aTombstoneStaysOne() {
        assertThat(SERDE.serializer().serialize("passages", null)).isNull();
        assertThat(SERDE.deserializer().deserialize("passages", null)).isNull();
    }

    @Test
    void rowsAndManifestShareATopic() {
        var values = Topics.TOPIC_MODEL.values();
        SpecificRecord row = new TopicModelRow(7L, List.of(.5f, 2f));
        SpecificRecord manifest = TopicModelManifest.newBuilder()
                .setVersion(7)
                .setTopics(2)
                .setWords(1)
                .setAlpha(List.of(.1f, .1f))
                .setEta(.01f)
                .setPassages(5)
                .setBooks(2)
                .setPerWordBound(-8.5)
                .setGuided(List.of("detective"))
                .setMilestone(true)
                .build();

        assertThat(values.deserializer()
                        .deserialize("topic-model", values.serializer().serialize("topic-model", row)))
                .isEqualTo(row);
        assertThat(values.deserializer()
                        .deserialize("topic-model", values.serializer().serialize("topic-model", manifest)))
                .isEqualTo(manifest);
    }

    @Test
    void aRecordOfAnotherTopicIsRefusedBothWays() {
        assertThatThrownBy(() -> Topics.TOPIC_MODEL.values().serializer().serialize("topic-model", PASSAGE))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("TopicModelRow or TopicModelManifest, not Passage");
        assertThatThrownBy(() -> Topics.CONCEPTS.values().deserializer().deserialize("concepts", bytes()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no published version of Concept");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 10, 11, 20, 40})
    void aRecordCutShortIsCorrupt(int length) {
        byte[] cut = Arrays.copyOf(bytes(), length);

        assertThatThrownBy(() -> SERDE.deserializer().deserialize("passages", cut))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("passages");
    }

    @Test
    void aRecordFollowedByBytesIsCorrupt() {
        byte[] bytes = bytes();

        assertThatThrownBy(() -> SERDE.deserializer().deserialize("passages", Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("corrupt");
    }

    @Test
    void bytesOfAFormerVersionAreReadWithDefaults() throws Exception {
        Schema former = SchemaBuilder.record("Concept")
                .namespace("org.gumshoe.schemas")
                .fields()
                .requiredString("name")
                .name("seeds")
                .type()
                .array()
                .items()
                .stringType()
                .noDefault()
                .endRecord();
        var old = new GenericRecordBuilder(former)
                .set("name", "ghosts")
                .set("seeds", List.of("haunted"))
                .build();
        var encoded = new BinaryMessageEncoder<GenericData.Record>(GenericData.get(), former).encode(old);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        var serde = AvroSerde.of(Concept.class, List.of(SpecificData.get().getSchema(Concept.class), former));

        Concept read = serde.deserializer().deserialize("concepts", bytes);

        assertThat(read).isEqualTo(new Concept("ghosts", List.of("haunted"), null, null, 0.0));
    }
}
