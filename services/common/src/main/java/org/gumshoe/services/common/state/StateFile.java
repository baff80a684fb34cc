// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.gumshoe.BadInputException;
import org.gumshoe.Version;
import org.gumshoe.VisibleText;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.UnreadableRecord;

/**
 * File of a {@link SystemState}: a zip file with an Avro container {@code TOPIC.avro} for each topic
 * (key, timestamp, value as in the topic), and {@code state.json} with the digest of each.
 */
public final class StateFile {
    private static final String MANIFEST = "state.json";
    private static final int FORMAT = 1;
    private static final Schema ROW = SchemaBuilder.record("StateRow")
            .namespace("org.gumshoe.state")
            .fields()
            .requiredString("key")
            .requiredLong("timestamp")
            .requiredBytes("value")
            .endRecord();

    private StateFile() {}

    /**
     * Writes a state; a file of this name is replaced once the whole state is written.
     *
     * @throws IOException when the disk is full or the directory cannot be written
     */
    public static void write(SystemState state, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
                for (StateTopic topic : state.topics()) {
                    zip.putNextEntry(new ZipEntry(topic.topic().name() + ".avro"));
                    writeRows(topic, zip);
                    zip.closeEntry();
                }
                zip.putNextEntry(new ZipEntry(MANIFEST));
                zip.write(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest(state)));
                zip.closeEntry();
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void writeRows(StateTopic topic, ZipOutputStream zip) throws IOException {
        // the end of a container is not the end of the file
        OutputStream open = new FilterOutputStream(zip) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
        try (DataFileWriter<GenericRecord> rows =
                new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(ROW)).create(ROW, open)) {
            for (var entry : topic.rows().entrySet()) {
                GenericRecord row = new GenericData.Record(ROW);
                row.put("key", entry.getKey());
                row.put("timestamp", entry.getValue().timestamp());
                row.put("value", ByteBuffer.wrap(entry.getValue().value()));
                rows.append(row);
            }
        }
    }

    private static ObjectNode manifest(SystemState state) {
        ObjectNode manifest = new ObjectMapper().createObjectNode();
        manifest.put("format", FORMAT).put("release", Version.NUMBER);
        ArrayNode topics = manifest.putArray("topics");
        state.topics()
                .forEach(topic -> topics.addObject()
                        .put("topic", topic.topic().name())
                        .put("records", topic.rows().size())
                        .put("sha256", topic.digest()));
        return manifest;
    }

    /**
     * Reads a state and checks its digests, and each record as a service would.
     *
     * @throws BadInputException naming the file, what is wrong with it and the remedy
     */
    public static SystemState read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException("There is no file " + file + ": name one that `gumshoe state export` wrote.");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            JsonNode manifest = manifest(zip, file);
            List<StateTopic> topics = new ArrayList<>();
            for (JsonNode entry : manifest.path("topics")) {
                topics.add(topic(zip, entry, file));
            }
            return new SystemState(topics);
        } catch (IOException | AvroRuntimeException e) {
            throw wrong(file, "cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static JsonNode manifest(ZipFile zip, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw wrong(file, "has no " + MANIFEST, null);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            JsonNode manifest = new ObjectMapper().readTree(in);
            int format = manifest.path("format").asInt();
            if (format != FORMAT) {
                throw wrong(
                        file, "has format " + format + ", and this release reads format " + FORMAT + " alone", null);
            }
            return manifest;
        }
    }

    private static StateTopic topic(ZipFile zip, JsonNode entry, Path file) throws IOException {
        String name = entry.path("topic").asText();
        Topic<?> topic = Topics.named(name)
                .filter(SystemState.TOPICS::contains)
                .orElseThrow(() -> wrong(file, "names a topic '" + VisibleText.quoted(name) + "'", null));
        ZipEntry container = zip.getEntry(name + ".avro");
        if (container == null) {
            throw wrong(file, "has no " + name + ".avro", null);
        }
        StateTopic read = rows(topic, zip, container, file);
        if (read.rows().size() != entry.path("records").asInt()
                || !read.digest().equals(entry.path("sha256").asText())) {
            throw wrong(file, "was changed: the digest of " + name + ".avro is not the one in " + MANIFEST, null);
        }
        return read;
    }

    private static StateTopic rows(Topic<?> topic, ZipFile zip, ZipEntry container, Path file) throws IOException {
        TreeMap<String, StateTopic.Row> rows = new TreeMap<>();
        try (DataFileStream<GenericRecord> in =
                new DataFileStream<>(zip.getInputStream(container), new GenericDatumReader<>(null, ROW))) {
            for (GenericRecord row : in) {
                ByteBuffer value = (ByteBuffer) row.get("value");
                byte[] bytes = new byte[value.remaining()];
                value.get(bytes);
                String key = row.get("key").toString();
                topic.read(key, bytes, rows.size());
                rows.put(key, new StateTopic.Row((Long) row.get("timestamp"), bytes));
            }
        } catch (UnreadableRecord e) {
            throw wrong(file, "holds a record that no service would take: " + e.getMessage(), e);
        }
        return new StateTopic(topic, rows);
    }

    private static BadInputException wrong(Path file, String what, Exception cause) {
        return new BadInputException(
                "The file " + file + " " + what + ": name one that `gumshoe state export` wrote.", cause);
    }
}
