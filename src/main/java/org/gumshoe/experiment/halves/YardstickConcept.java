// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.halves;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gumshoe.BadInputException;
import org.gumshoe.experiment.corpus.LabelRule;
import org.gumshoe.experiment.results.HalvesResults.Use;
import org.gumshoe.lda.ConceptSeeds;

/**
 * Concept of the yardstick, from a tab-separated table that is written down before a run.
 *
 * @param positive text of the rule for positive books
 * @param seeds all that the pipeline knows of the concept
 */
public record YardstickConcept(Use use, String name, String positive, List<String> seeds) {
    private static final String TABLE = "concepts.tsv";
    private static final String HEAD = "use\tconcept\tpositive\tseeds";

    public LabelRule rule() {
        return LabelRule.parse(positive);
    }

    /**
     * Reads a table; lines that begin with # are comments.
     *
     * @param tableOrNull null: the table of this repository
     * @throws BadInputException when the file or one of its lines is no such table
     */
    public static List<YardstickConcept> read(Path tableOrNull) {
        String name = tableOrNull == null ? TABLE : tableOrNull.toString();
        List<String> lines = text(tableOrNull)
                .lines()
                .filter(l -> !l.isBlank() && !l.startsWith("#"))
                .toList();
        if (lines.size() < 2 || !lines.getFirst().equals(HEAD)) {
            throw new BadInputException(
                    "The table of concepts " + name + " has no line \"" + HEAD + "\" with concepts below it.");
        }
        List<YardstickConcept> concepts = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 4 || !Set.of("choose", "report").contains(fields[0])) {
                throw new BadInputException("The table of concepts " + name + " has the line \"" + line
                        + "\"; a line is: choose or report, name, positive books, seed words, separated by tabs.");
            }
            LabelRule.parse(fields[2]);
            concepts.add(new YardstickConcept(
                    fields[0].equals("choose") ? Use.CHOOSE : Use.REPORT,
                    fields[1],
                    fields[2],
                    ConceptSeeds.asWords(Arrays.asList(fields[3].split(",")))));
        }
        return concepts;
    }

    /**
     * Returns the concepts with these names; all when there are none.
     *
     * @throws BadInputException when a name is unknown
     */
    public static List<YardstickConcept> named(List<YardstickConcept> all, List<String> names) {
        Set<String> known = all.stream().map(YardstickConcept::name).collect(Collectors.toSet());
        for (String name : names) {
            if (!known.contains(name)) {
                throw new BadInputException("There is no concept " + name + " in the table; choose from "
                        + all.stream().map(YardstickConcept::name).collect(Collectors.joining(", ")) + ".");
            }
        }
        return all.stream()
                .filter(c -> names.isEmpty() || names.contains(c.name))
                .toList();
    }

    private static String text(Path tableOrNull) {
        try {
            if (tableOrNull != null) {
                return Files.readString(tableOrNull);
            }
            try (InputStream in = YardstickConcept.class.getResourceAsStream(TABLE)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new BadInputException("The table of concepts " + tableOrNull + " cannot be read; name another.", e);
        }
    }
}
