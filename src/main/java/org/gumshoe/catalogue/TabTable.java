// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gumshoe.BadInputException;

/**
 * Tab-separated table in UTF-8 with a header line, such as the manifest of a shelf. It knows no
 * quotes.
 *
 * @param rows values by column
 */
public record TabTable(Path file, List<String> columns, List<Map<String, String>> rows) {
    /**
     * Reads a table.
     *
     * @param what the table is, for messages
     * @param required columns
     * @throws BadInputException when the file is missing or empty, lacks a required column, or has a
     *     row whose number of fields differs from the header's
     */
    public static TabTable read(Path file, String what, List<String> required) {
        List<String> lines = lines(file, what);
        if (lines.isEmpty()) {
            throw new BadInputException(
                    "The " + what + " " + file + " is empty; pass a tab-separated table with a header line.");
        }
        List<String> head = fields(lines.getFirst());
        if (!head.containsAll(required)) {
            throw new BadInputException("The " + what + " " + file + " has no columns " + String.join(" and ", required)
                    + " in its first line (" + String.join(", ", head)
                    + "); name them in a tab-separated header line.");
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            List<String> fields = fields(lines.get(i));
            if (lines.get(i).isBlank()) {
                continue;
            }
            if (fields.size() != head.size()) {
                throw new BadInputException("Line " + (i + 1) + " of the " + what + " " + file + " has " + fields.size()
                        + " fields but the header has " + head.size() + "; correct the line.");
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int c = 0; c < head.size(); c++) {
                row.put(head.get(c), fields.get(c));
            }
            rows.add(row);
        }
        return new TabTable(file, head, rows);
    }

    private static List<String> lines(Path file, String what) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadInputException(
                    (Files.exists(file) ? "Cannot read the " + what + " " + file : "There is no " + what + " " + file)
                            + "; pass a tab-separated table in UTF-8.",
                    e);
        }
    }

    private static List<String> fields(String line) {
        return new ArrayList<>(Arrays.asList(line.replace("\uFEFF", "").split("\t", -1)));
    }
}
