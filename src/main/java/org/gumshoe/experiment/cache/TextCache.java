// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Cache of generated texts and of likelihoods, in a file with one line of JSON for each, under the
 * hash of all inputs. The file only grows.
 */
public final class TextCache {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, String> values = new HashMap<>();

    public TextCache(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    read(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the cache " + file, e);
        }
    }

    /** Reads a line; a line that an interruption cut off counts as not written. */
    private void read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.hasNonNull("key") && node.hasNonNull("value")) {
                values.put(node.get("key").asText(), node.get("value").asText());
            }
        } catch (JsonProcessingException cutOff) {
            return;
        }
    }

    public synchronized Optional<String> get(byte[] key) {
        return Optional.ofNullable(values.get(HexFormat.of().formatHex(key)));
    }

    public synchronized void put(byte[] key, String value) {
        String hex = HexFormat.of().formatHex(key);
        values.put(hex, value);
        try {
            // a line feed on both sides, so that a line that was cut off spoils no other
            Files.writeString(
                    file,
                    "\n" + JSON.writeValueAsString(Map.of("key", hex, "value", value)) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the cache " + file, e);
        }
    }
}
