// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import org.gumshoe.BadInputException;
import org.gumshoe.schemas.SteeringVector;

/**
 * Name of a steering vector for people: {@code concept/role/kind} or
 * {@code concept/role/kind@version}.
 *
 * @param version null for the newest version
 */
public record VectorName(String concept, String role, String kind, Long version) {
    /** Names a vector whatever its version. */
    public static VectorName of(SteeringVector vector) {
        return new VectorName(vector.getConcept(), vector.getRole(), vector.getKind(), null);
    }

    /** Names one version of a vector. */
    public static VectorName ofVersion(SteeringVector vector) {
        return new VectorName(vector.getConcept(), vector.getRole(), vector.getKind(), vector.getVersion());
    }

    /**
     * Reads a name; '|' may stand for '/', as in the keys of the topic.
     *
     * @throws BadInputException when the text is not a name
     */
    public static VectorName parse(String text) {
        String[] parts = text.split("[/|]", -1);
        if (parts.length == 3) {
            int at = parts[2].indexOf('@');
            if (at < 0) {
                return new VectorName(parts[0], parts[1], parts[2], null);
            }
            String version = parts[2].substring(at + 1);
            if (version.matches("[+-]?\\d{1,18}")) {
                return new VectorName(parts[0], parts[1], parts[2].substring(0, at), Long.valueOf(version));
            }
        }
        throw new BadInputException("'" + text + "' is not the name of a vector; write CONCEPT/ROLE/KIND or"
                + " CONCEPT/ROLE/KIND@VERSION, as detective/strong/refined@3.");
    }

    public String format() {
        return concept + "/" + role + "/" + kind + (version == null ? "" : "@" + version);
    }

    boolean isOf(SteeringVector vector) {
        return vector.getConcept().equals(concept)
                && vector.getRole().equals(role)
                && vector.getKind().equals(kind);
    }
}
