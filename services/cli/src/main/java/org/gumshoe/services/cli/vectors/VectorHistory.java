// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.vectors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.gumshoe.BadInputException;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;

/**
 * Every version of every vector that is still in its topic: the newest always, former ones until
 * the broker compacts them. In the order of publication.
 */
public record VectorHistory(List<SteeringVector> versions) {
    /**
     * A vector as people name it: {@code concept/role/kind} or {@code concept/role/kind@version}.
     */
    public record Name(String concept, String role, String kind, Long version) {
        public static Name of(String text) {
            String[] parts = text.split("[/|]", -1);
            try {
                if (parts.length == 3) {
                    int at = parts[2].indexOf('@');
                    return at < 0
                            ? new Name(parts[0], parts[1], parts[2], null)
                            : new Name(
                                    parts[0],
                                    parts[1],
                                    parts[2].substring(0, at),
                                    Long.valueOf(parts[2].substring(at + 1)));
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new BadInputException("'" + text + "' names no vector; write CONCEPT/ROLE/KIND or"
                    + " CONCEPT/ROLE/KIND@VERSION, as detective/strong/refined@3.");
        }

        boolean isOf(SteeringVector vector) {
            return vector.getConcept().equals(concept)
                    && vector.getRole().equals(role)
                    && vector.getKind().equals(kind);
        }
    }

    public static VectorHistory read(Settings settings) throws InterruptedException {
        List<SteeringVector> versions = new ArrayList<>();
        try (TopicTable<SteeringVector> table = new TopicTable<>(settings, Topics.STEERING_VECTORS, (key, vector) -> {
            if (vector != null) {
                versions.add(vector);
            }
        })) {
            table.requireCaughtUp();
        }
        return new VectorHistory(List.copyOf(versions));
    }

    /** The newest of each kind, by name. */
    public List<SteeringVector> newest() {
        TreeSet<SteeringVector> newest = new TreeSet<>(Comparator.comparing(VectorHistory::name));
        versions.reversed().forEach(newest::add);
        return List.copyOf(newest);
    }

    /** @throws BadInputException when there is none, naming those there are */
    public SteeringVector find(Name name) {
        Optional<SteeringVector> found = versions.reversed().stream()
                .filter(name::isOf)
                .filter(vector -> name.version() == null || name.version() == vector.getVersion())
                .findFirst();
        return found.orElseThrow(() -> new BadInputException(missing(name)));
    }

    private String missing(Name name) {
        List<String> there = versions.stream()
                .filter(vector -> name.version() == null || name.isOf(vector))
                .map(vector -> name.version() == null ? name(vector) : name(vector) + "@" + vector.getVersion())
                .distinct()
                .toList();
        return String.format(
                Locale.ROOT,
                "There is no vector %s/%s/%s%s; %s",
                name.concept(),
                name.role(),
                name.kind(),
                name.version() == null ? "" : "@" + name.version(),
                there.isEmpty()
                        ? "there is none at all yet: send books with `gumshoe ingest` and wait."
                        : "there are " + String.join(", ", there) + ".");
    }

    public static String name(SteeringVector vector) {
        return vector.getConcept() + "/" + vector.getRole() + "/" + vector.getKind();
    }
}
