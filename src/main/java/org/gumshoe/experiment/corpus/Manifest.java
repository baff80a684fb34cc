// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gumshoe.BadInputException;
import org.gumshoe.catalogue.TabTable;

/**
 * Manifest of the books: a tab-separated table with a header line and at least the columns {@code
 * id} and {@code author}.
 */
final class Manifest {
    private final Path file;
    private final List<String> columns;
    private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

    private Manifest(Path file, List<String> columns) {
        this.file = file;
        this.columns = columns;
    }

    /**
     * Reads a manifest.
     *
     * @throws BadInputException when the file is missing, lacks one of the two columns, or has a
     *     row whose number of fields differs from the header's
     */
    static Manifest read(Path file) {
        TabTable table = TabTable.read(file, "manifest", List.of("id", "author"));
        Manifest manifest = new Manifest(file, table.columns());
        table.rows().forEach(row -> manifest.rows.put(row.get("id"), row));
        return manifest;
    }

    boolean knows(String id) {
        return rows.containsKey(id);
    }

    Set<String> ids() {
        return rows.keySet();
    }

    /**
     * Returns the names of a book's authors: those of the column {@code author}, and of the column
     * {@code aliases} if there is one.
     */
    List<String> authors(String id) {
        Map<String, String> row = rows.get(id);
        List<String> names = Authorship.names(row.get("author"), row.getOrDefault("aliases", ""));
        return names.isEmpty() ? List.of(row.get("author")) : names;
    }

    /**
     * Returns the label of a book.
     *
     * @return null for a borderline book
     * @throws BadInputException when the column is missing, or holds another label than 1, 0 or ?
     */
    Boolean label(String id, LabelRule rule) {
        return switch (rule) {
            case LabelRule.Column(String label) -> {
                String value = rows.get(id).get(require(label));
                yield switch (value.strip()) {
                    case "1" -> Boolean.TRUE;
                    case "0" -> Boolean.FALSE;
                    case "?" -> null;
                    default ->
                        throw new BadInputException("Book " + id + " has the label " + value + " in column " + label
                                + " of " + file + "; labels are 1, 0, or ? for borderline.");
                };
            }
            case LabelRule.AnySubject(List<String> subjects) ->
                subjects(id).stream().anyMatch(subjects::contains);
            case LabelRule.OnlySubject(String subject) -> subjects(id).equals(List.of(subject));
        };
    }

    private List<String> subjects(String id) {
        return LabelRule.subjects(rows.get(id).get(require("subjects")));
    }

    /** Returns whether the column {@code subjects}, if there is one, names this subject. */
    boolean hasSubject(String id, String subject) {
        return columns.contains("subjects") && label(id, LabelRule.of("subjects", subject));
    }

    private String require(String column) {
        if (!columns.contains(column)) {
            throw new BadInputException("The manifest " + file + " has no column " + column + ", only "
                    + String.join(", ", columns) + "; add it, or choose another with --label or --subject.");
        }
        return column;
    }
}
