// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.activations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.BadInputException;
import org.gumshoe.FileHash;
import org.gumshoe.Version;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.UnreadableRecord;
import org.gumshoe.services.common.records.AnnouncementKey;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.state.SystemState;
import org.gumshoe.services.common.state.TopicBytes;

/**
 * Export of the newest activations of all announced readings: a folder for each reading, in it a
 * Parquet file for each partition, and a manifest that is written last.
 */
final class ActivationExport {
    private static final String MANIFEST = "manifest.json";
    private static final int FORMAT = 1;

    /** Of a reading that may be the name of a folder. */
    private static final Pattern READING = Pattern.compile("[0-9a-f]{1,12}@[0-9.]{1,200}");

    private final Settings settings;
    private final Path out;
    private final Map<String, ModelAnnouncement> models = new TreeMap<>();

    /**
     * File that was written.
     *
     * @param file its path below the directory
     */
    record Written(String file, int partition, long rows, long bytes, String sha256) {}

    ActivationExport(Settings settings, Path out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Writes all files.
     *
     * @throws BadInputException when the directory holds something
     * @throws IOException when a file cannot be written
     */
    List<Written> write() throws IOException {
        Files.createDirectories(out);
        try (Stream<Path> there = Files.list(out)) {
            if (there.findAny().isPresent()) {
                throw new BadInputException("The directory " + out + " is not empty: name a new one.");
            }
        }
        SystemState.read(settings).of(Topics.LANGUAGE_MODELS).rows().forEach((key, row) -> {
            ModelAnnouncement model = Topics.LANGUAGE_MODELS.read(key, row.value(), Long.MAX_VALUE);
            boolean isNamed = READING.matcher(ModelReading.of(model).id()).matches();
            if (isNamed
                    && Set.copyOf(model.getReadLayers()).size()
                            == model.getReadLayers().size()) {
                models.put(AnnouncementKey.of(model).format(), model);
            }
        });
        List<Written> files = new ArrayList<>();
        for (int i = 0; i < Topics.ACTIVATIONS.partitions(settings); i++) files.addAll(partition(i));
        Path part = out.resolve(MANIFEST + ".part");
        Files.write(part, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest(files)));
        Files.move(part, out.resolve(MANIFEST));
        return files;
    }

    /** A topic that is compacted must be read twice: only then is known which record of a key is the newest. */
    private List<Written> partition(int number) throws IOException {
        List<TopicPartition> partition = List.of(new TopicPartition(Topics.ACTIVATIONS.name(), number));
        Map<String, Long> newest = new HashMap<>();
        TopicBytes.read(settings, partition, record -> {
            if (record.value() == null) newest.remove(record.key());
            else if (read(record).isPresent()) newest.put(record.key(), record.offset());
        });
        Map<String, ActivationFile> open = new TreeMap<>();
        try {
            TopicBytes.read(settings, partition, record -> {
                if (Long.valueOf(record.offset()).equals(newest.get(record.key()))) {
                    add(record, number, open);
                    newest.remove(record.key());
                }
            });
            for (ActivationFile file : open.values()) file.close();
        } catch (IOException | RuntimeException e) {
            open.values().forEach(ActivationFile::closeQuietly);
            throw e;
        }
        if (!newest.isEmpty()) {
            throw new BadSettingsException("The broker has compacted topic " + Topics.ACTIVATIONS.name()
                    + " while it was read, and " + newest.size() + " records are gone: delete " + out
                    + " and run this again.");
        }
        List<Written> written = new ArrayList<>();
        for (var file : open.entrySet()) {
            Path path = out.resolve(file.getKey());
            written.add(new Written(
                    file.getKey(), number, file.getValue().rows(), Files.size(path), FileHash.sha256(path)));
        }
        return written;
    }

    /** Reads an activation of an announced reading. */
    private Optional<Activation> read(ConsumerRecord<String, byte[]> record) {
        try {
            Activation activation = Topics.ACTIVATIONS.read(record.key(), record.value(), record.offset());
            return Optional.ofNullable(models.get(AnnouncementKey.of(activation).format()))
                    .filter(model -> AnnouncementKey.fits(activation, model))
                    .map(model -> activation);
        } catch (UnreadableRecord e) {
            // as for every reader, the last good record of its key stays in force
            return Optional.empty();
        }
    }

    private void add(ConsumerRecord<String, byte[]> record, int partition, Map<String, ActivationFile> open) {
        Activation activation = read(record).orElseThrow();
        ModelAnnouncement model = models.get(AnnouncementKey.of(activation).format());
        String name = folder(model) + "/part-%05d.parquet".formatted(partition);
        try {
            ActivationFile file = open.get(name);
            if (file == null) {
                Files.createDirectories(out.resolve(folder(model)));
                file = new ActivationFile(out.resolve(name), model);
                open.put(name, file);
            }
            file.add(activation, record.timestamp());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String folder(ModelAnnouncement model) {
        return model.getRole() + "-" + ModelReading.of(model).id();
    }

    private ObjectNode manifest(List<Written> files) {
        ObjectNode manifest = new ObjectMapper().createObjectNode();
        manifest.put("format", FORMAT).put("release", Version.NUMBER).put("topic", Topics.ACTIVATIONS.name());
        ArrayNode readings = manifest.putArray("readings");
        models.values().stream()
                .filter(model -> files.stream().anyMatch(file -> file.file().startsWith(folder(model) + "/")))
                .forEach(model -> ActivationFile.describe(model)
                        .forEach(readings.addObject().put("folder", folder(model))::put));
        ArrayNode array = manifest.putArray("files");
        files.forEach(file -> array.addObject()
                .put("file", file.file())
                .put("partition", file.partition())
                .put("rows", file.rows())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256()));
        return manifest;
    }
}
