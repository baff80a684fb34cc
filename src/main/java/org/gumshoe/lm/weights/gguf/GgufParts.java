// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gumshoe.BadInputException;
import org.gumshoe.VisibleText;
import org.gumshoe.lm.weights.StoredTensor;

/**
 * The parts of a model that llama.cpp's gguf-split has cut, or the only file of another. The first
 * part holds the metadata; each holds some of the tensors.
 *
 * @param files the parts, in order
 * @param header metadata and tensors of all
 */
record GgufParts(List<Path> files, GgufReader.Header header) {
    private static final Pattern NAME = Pattern.compile("^(?<stem>.*)-(?<number>\\d{5})-of-(?<count>\\d{5})\\.gguf$");
    private static final int MAX_PARTS = 1000;

    /**
     * Opens a model by any of its parts.
     *
     * @throws BadInputException when a part is missing, damaged or of another model
     */
    static GgufParts open(Path file, Arena arena) throws IOException {
        GgufReader.Header given = header(file, arena);
        int count = given.metadata().integer("split.count", 0);
        if (count <= 1) {
            return new GgufParts(List.of(file), given);
        }
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches() || Integer.parseInt(name.group("count")) != count || count > MAX_PARTS) {
            throw new BadInputException(
                    "%s is part %d of %d of a model, but is not named so; give it the name that gguf-split gave it, NAME-%05d-of-%05d.gguf."
                            .formatted(
                                    file,
                                    given.metadata().integer("split.no", 0) + 1,
                                    count,
                                    given.metadata().integer("split.no", 0) + 1,
                                    count));
        }
        List<Path> files = new ArrayList<>();
        GgufMetadata metadata = null;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            Path part = file.resolveSibling("%s-%05d-of-%05d.gguf".formatted(name.group("stem"), i + 1, count));
            if (!Files.isRegularFile(part)) {
                throw new BadInputException("%s is one of %d parts of a model, of which %s is missing; download it too."
                        .formatted(
                                file,
                                count,
                                VisibleText.quoted(part.getFileName().toString())));
            }
            GgufReader.Header header = part.equals(file) ? given : header(part, arena);
            if (header.metadata().integer("split.no", 0) != i
                    || header.metadata().integer("split.count", 0) != count) {
                throw new BadInputException(
                        "%s is not part %d of %d, as its name says; download it again.".formatted(part, i + 1, count));
            }
            metadata = metadata == null ? header.metadata() : metadata;
            files.add(part);
            header.tensors().forEach((tensor, stored) -> {
                if (tensors.putIfAbsent(tensor, stored) != null) {
                    throw new BadInputException(
                            "%s has tensor %s, which another part has too; download the model again."
                                    .formatted(part, VisibleText.quoted(tensor)));
                }
            });
        }
        return new GgufParts(List.copyOf(files), new GgufReader.Header(metadata, tensors));
    }

    private static GgufReader.Header header(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return GgufReader.read(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }
}
