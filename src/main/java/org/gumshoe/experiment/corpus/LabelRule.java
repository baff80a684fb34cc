// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.experiment.corpus;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.gumshoe.BadInputException;

/** Rule by which a manifest says that a book is positive. For scoring and the ceiling alone. */
public sealed interface LabelRule {
    /** A column holds 1, 0, or ? for borderline. */
    record Column(String name) implements LabelRule {}

    /** The column {@code subjects} names one of these, in lower case. */
    record AnySubject(List<String> subjects) implements LabelRule {}

    /** The column {@code subjects} names this one, in lower case, and nothing else. */
    record OnlySubject(String subject) implements LabelRule {}

    /** Returns the rule of a column, unless there are subjects, separated by semicolons. */
    static LabelRule of(String column, String subjectsOrNull) {
        return subjectsOrNull == null ? new Column(column) : new AnySubject(subjects(subjectsOrNull));
    }

    /**
     * Reads {@code column NAME}, {@code subjects A;B} or {@code only A}.
     *
     * @throws BadInputException for any other text
     */
    static LabelRule parse(String text) {
        String[] parts = text.strip().split("\\s+", 2);
        if (parts.length == 2) {
            switch (parts[0]) {
                case "column" -> {
                    return new Column(parts[1]);
                }
                case "subjects" -> {
                    return new AnySubject(subjects(parts[1]));
                }
                case "only" -> {
                    return new OnlySubject(subjects(parts[1]).getFirst());
                }
                default -> {}
            }
        }
        throw new BadInputException(
                "\"" + text + "\" does not say which books are positive; give column NAME, subjects A;B or only A.");
    }

    /** Returns subjects, separated by semicolons, in lower case. */
    static List<String> subjects(String separated) {
        return Arrays.stream(separated.split(";"))
                .map(s -> s.strip().toLowerCase(Locale.ROOT))
                .filter(s -> !s.isEmpty())
                .toList();
    }
}
