// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.activations;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.gumshoe.Version;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.records.ModelReading;

/**
 * Parquet file of the activations of one reading. A column {@code layer_N} holds the mean over a
 * passage after block N, and {@code positions_N} the states at the offsets, row by row: numbers in
 * half precision, little endian, to the bit as in the topic.
 */
final class ActivationFile implements AutoCloseable {
    /** Several files are open at once, each with one row group in memory. */
    private static final long ROW_GROUP_BYTES = 32L << 20;

    private final MessageType schema;
    private final ParquetWriter<Group> writer;
    private long rows;

    /** @param model whose reading it holds */
    ActivationFile(Path path, ModelAnnouncement model) throws IOException {
        schema = schema(model);
        writer = ExampleParquetWriter.builder(new LocalOutputFile(path))
                .withType(schema)
                .withExtraMetaData(describe(model))
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withDictionaryEncoding(false)
                .withDictionaryEncoding("book", true)
                .build();
    }

    private static MessageType schema(ModelAnnouncement model) {
        Types.MessageTypeBuilder columns = Types.buildMessage();
        Type element = Types.required(INT32).named("element");
        columns.addField(
                Types.required(BINARY).as(LogicalTypeAnnotation.stringType()).named("book"));
        columns.addField(Types.required(INT32).named("index"));
        columns.addField(Types.required(INT64)
                .as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MILLIS))
                .named("arrived"));
        columns.addField(Types.required(INT32).named("tokens"));
        columns.addField(Types.required(INT64).named("text_hash"));
        columns.addField(Types.required(BOOLEAN).named("own"));
        columns.addField(
                Types.required(BINARY).as(LogicalTypeAnnotation.stringType()).named("steered"));
        columns.addField(
                Types.required(BINARY).as(LogicalTypeAnnotation.stringType()).named("direction"));
        columns.addField(Types.optional(DOUBLE).named("surprise"));
        int bytes = Short.BYTES * model.getWidth();
        model.getReadLayers()
                .forEach(layer -> columns.addField(
                        Types.required(FIXED_LEN_BYTE_ARRAY).length(bytes).named("layer_" + layer)));
        columns.addField(Types.optional(FIXED_LEN_BYTE_ARRAY).length(bytes).named("word_state"));
        columns.addField(Types.requiredList().element(element).named("offsets"));
        model.getReadLayers()
                .forEach(layer -> columns.addField(Types.optional(BINARY).named("positions_" + layer)));
        return columns.named("activation");
    }

    /** Describes a model and its reading, in the footer of a file as in the manifest. */
    static Map<String, String> describe(ModelAnnouncement model) {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("role", model.getRole());
        description.put("name", model.getName());
        description.put("model", model.getSha256());
        description.put(
                "layers", model.getReadLayers().stream().map(String::valueOf).collect(Collectors.joining(".")));
        description.put("width", Integer.toString(model.getWidth()));
        description.put("reading", ModelReading.of(model).toString());
        description.put("release", Version.NUMBER);
        return description;
    }

    /** @param arrived when the passage came into the system, in milliseconds since the epoch */
    void add(Activation activation, long arrived) throws IOException {
        Group row = new SimpleGroup(schema)
                .append("book", activation.getBook())
                .append("index", activation.getIndex())
                .append("arrived", arrived)
                .append("tokens", activation.getTokens())
                .append("text_hash", activation.getTextHash())
                .append("own", activation.getOwn())
                .append("steered", activation.getSteered())
                .append("direction", activation.getDirection());
        if (activation.getSurprise() != null) row.append("surprise", activation.getSurprise());
        append(row, "layer_", activation.getLayers(), activation.getPooled());
        if (activation.getWordState().hasRemaining()) row.append("word_state", binary(activation.getWordState()));
        Group offsets = row.addGroup("offsets");
        activation.getOffsets().forEach(offset -> offsets.addGroup("list").append("element", offset.intValue()));
        if (!activation.getPositions().isEmpty()) {
            append(row, "positions_", activation.getLayers(), activation.getPositions());
        }
        writer.write(row);
        rows++;
    }

    private static void append(Group row, String prefix, List<Integer> layers, List<ByteBuffer> parts) {
        for (int i = 0; i < layers.size(); i++) row.append(prefix + layers.get(i), binary(parts.get(i)));
    }

    private static Binary binary(ByteBuffer bytes) {
        return Binary.fromConstantByteBuffer(bytes.duplicate());
    }

    long rows() {
        return rows;
    }

    /** Writes the file's end, without which nobody can read it. */
    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** Closes a file that nobody will read. */
    void closeQuietly() {
        try {
            writer.close();
        } catch (IOException | RuntimeException e) {
            // the reason why it is given up is told already
        }
    }
}
