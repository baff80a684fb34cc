// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that fastavro wrote (src/test/golden/golden.py): what lies in a topic stays readable, and
 * every language writes it alike.
 */
class GoldenBytesTest {
    /** Records that have changed their name since. */
    private static final Map<String, String> FORMER_NAMES = Map.of("LanguageModel", "ModelAnnouncement");

    record Golden(String name, String fingerprint, boolean full, JsonNode json, String hex) {
        Class<? extends SpecificRecord> type() throws ClassNotFoundException {
            return Class.forName("org.gumshoe.schemas." + FORMER_NAMES.getOrDefault(name, name))
                    .asSubclass(SpecificRecord.class);
        }

        boolean present() throws ClassNotFoundException {
            return fingerprint.equals(fingerprintOf(SpecificData.get().getSchema(type())));
        }

        @Override
        public String toString() {
            return name + " " + fingerprint + (full ? " full" : " empty");
        }
    }

    static Stream<Golden> golden() throws IOException {
        try (var in = GoldenBytesTest.class.getResourceAsStream("/golden.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false)
                    .map(entry -> new Golden(
                            entry.get("record").textValue(),
                            entry.get("fingerprint").textValue(),
                            entry.get("full").booleanValue(),
                            entry.get("json"),
                            entry.get("hex").textValue()));
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void everyVersionThatWasWrittenIsRead(Golden golden) throws Exception {
        var type = golden.type();
        var decoder = new BinaryMessageDecoder<SpecificRecord>(
                SpecificData.getForClass(type), SpecificData.get().getSchema(type));
        PublishedSchemas.writers(type).forEach(decoder::addSchema);

        SpecificRecord read = decoder.decode(HexFormat.of().parseHex(golden.hex()));

        assertThat(read).isInstanceOf(type);
        if (golden.present()) assertThat(read).isEqualTo(fromJson(golden));
    }

    /** A registry asks the same of a new version, by its rule BACKWARD_TRANSITIVE. */
    @ParameterizedTest
    @MethodSource("golden")
    void thePresentVersionIsCompatibleWithEveryFormerOne(Golden golden) throws Exception {
        List<Schema> versions = PublishedSchemas.writers(golden.type());
        Schema present = versions.getFirst();
        for (Schema former : versions) {
            var result =
                    SchemaCompatibility.checkReaderWriterCompatibility(present, Schema.applyAliases(former, present));
            assertThat(result.getType())
                    .as(result.getDescription())
                    .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
        }
        assertThat(versions).anyMatch(version -> fingerprintOf(version).equals(golden.fingerprint()));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void thePresentVersionIsWrittenToTheByte(Golden golden) throws Exception {
        if (!golden.present()) return;
        var out = new ByteArrayOutputStream();

        new BinaryMessageEncoder<SpecificRecord>(
                        SpecificData.getForClass(golden.type()),
                        SpecificData.get().getSchema(golden.type()))
                .encode(fromJson(golden), out);

        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(golden.hex());
    }

    @Test
    void everySchemaHasItsPresentVersionAmongTheGolden() throws Exception {
        List<Golden> golden = golden().toList();
        try (var files = Files.list(Path.of("src/main/avro"))) {
            for (Path file : files.sorted().toList()) {
                Schema schema = new Schema.Parser().parse(file.toFile());
                assertThat(golden)
                        .as(
                                "%s changed: copy its published version to src/main/resources/published/%s/N.avsc,"
                                        + " then run golden.py",
                                file.getFileName(), schema.getName())
                        .anyMatch(entry -> entry.name().equals(schema.getName())
                                && entry.fingerprint().equals(fingerprintOf(schema)));
            }
        }
    }

    private static SpecificRecord fromJson(Golden golden) throws Exception {
        Schema schema = PublishedSchemas.writers(golden.type()).getFirst();
        var decoder = DecoderFactory.get().jsonDecoder(schema, golden.json().toString());
        return new SpecificDatumReader<SpecificRecord>(schema, schema, SpecificData.getForClass(golden.type()))
                .read(null, decoder);
    }

    /** As it stands after the marker: little endian. */
    private static String fingerprintOf(Schema schema) {
        return HexFormat.of().toHexDigits(Long.reverseBytes(SchemaNormalization.parsingFingerprint64(schema)));
    }
}
