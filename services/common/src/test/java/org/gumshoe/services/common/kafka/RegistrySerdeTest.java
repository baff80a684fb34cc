// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.gumshoe.schemas.Concept;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.registry.LocalRegistry;
import org.gumshoe.services.common.registry.SchemaRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrySerdeTest {
    private static final Concept CONCEPT = new Concept("crime", List.of("murder"), null, null, 0.0);
    private static final String SUBJECT = "concepts-org.gumshoe.schemas.Concept";
    private static final AvroSerde<Concept> PLAIN = AvroSerde.of(Concept.class);

    private LocalRegistry server;
    private SchemaRegistry registry;
    private AvroSerde<Concept> serde;

    @BeforeEach
    void start() throws Exception {
        server = new LocalRegistry();
        registry = new SchemaRegistry(server.url(), "");
        serde = AvroSerde.of(Concept.class, registry);
    }

    @AfterEach
    void stop() {
        registry.close();
        server.close();
    }

    private static byte[] written(AvroSerde<Concept> by, String topic) {
        return by.serializer().serialize(topic, CONCEPT);
    }

    @Test
    void valuesCarryConfluentsWireFormatAndAreRead() {
        byte[] bytes = written(serde, "concepts");
        byte[] plain = written(PLAIN, "concepts");

        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes, 1, 4).getInt()).isEqualTo(1);
        assertThat(serde.deserializer().deserialize("concepts", bytes)).isEqualTo(CONCEPT);
        assertThat(bytes).endsWith(Arrays.copyOfRange(plain, 10, plain.length)).hasSize(plain.length - 5);
        written(serde, "concepts");
        assertThat(server.asked())
                .as("what was asked once is remembered")
                .containsExactly(
                        "POST /compatibility/subjects/" + SUBJECT + "/versions/latest",
                        "POST /subjects/" + SUBJECT + "/versions",
                        "GET /schemas/ids/1");
    }

    @Test
    void whatWasWrittenBeforeIsReadAndWhatIsInternalStaysAsItWas() {
        assertThat(serde.deserializer().deserialize("concepts", written(PLAIN, "concepts")))
                .isEqualTo(CONCEPT);
        assertThat(written(serde, "gumshoe-topics-concepts-changelog"))
                .isEqualTo(written(PLAIN, "gumshoe-topics-concepts-changelog"));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void withoutARegistryItsValuesAreRefusedWithTheRemedy() {
        byte[] bytes = written(serde, "concepts");
        assertThatThrownBy(() -> PLAIN.deserializer().deserialize("concepts", bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("SCHEMA_REGISTRY_URL");
    }

    @Test
    void aSchemaThatOldReadersCannotFollowIsRefused() {
        Schema other = SchemaBuilder.record("Concept")
                .namespace("org.gumshoe.schemas")
                .fields()
                .requiredString("else")
                .endRecord();
        server.register(SUBJECT, other);

        assertThatThrownBy(() -> serde.register("concepts"))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContainingAll("not compatible", SUBJECT, "use one of its own");
        assertThat(server.asked()).noneMatch(request -> request.startsWith("POST /subjects"));
    }

    @Test
    void anIdOfNobodyOrOfAnotherRecordIsTheRecordsFault() {
        int other = server.register("elsewhere", Schema.create(Schema.Type.LONG));
        for (int id : List.of(99, other)) {
            byte[] bytes = ByteBuffer.allocate(20).put((byte) 0).putInt(id).array();
            assertThatThrownBy(() -> serde.deserializer().deserialize("concepts", bytes))
                    .satisfies(fault -> assertThat(Faults.isOfRecord(fault)).isTrue());
        }
    }

    @Test
    void aRegistryThatIsAwayIsNotTheRecordsFault() {
        byte[] bytes = written(serde, "concepts");
        server.close();

        assertThatThrownBy(() ->
                        AvroSerde.of(Concept.class, registry).deserializer().deserialize("concepts", bytes))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("SCHEMA_REGISTRY_URL")
                .satisfies(fault -> assertThat(Faults.isOfRecord(fault)).isFalse());
        assertThat(written(serde, "concepts")).as("its id is known").isEqualTo(bytes);
    }

    @Test
    void anAddressThatIsNoneIsSaid() {
        try (SchemaRegistry none = new SchemaRegistry("localhost", null)) {
            assertThatThrownBy(() -> AvroSerde.of(Concept.class, none).register("concepts"))
                    .isInstanceOf(BadSettingsException.class)
                    .hasMessageContainingAll("SCHEMA_REGISTRY_URL", "'localhost'");
        }
    }
}
