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
 * History of the steering vectors that are still in their topic: the newest version of each always,
 * former versions until the broker compacts them.
 *
 * @param versions in the order of publication
 */
public record VectorHistory(List<SteeringVector> versions) {
    /** Reads all versions from the topic of a running system. */
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

    /** Returns the newest version of each vector, sorted by name. */
    public List<SteeringVector> newest() {
        TreeSet<SteeringVector> newest = new TreeSet<>(
                Comparator.comparing(vector -> VectorName.of(vector).format()));
        versions.reversed().forEach(newest::add);
        return List.copyOf(newest);
    }

    /**
     * Returns the newest version that has this name.
     *
     * @throws BadInputException when there is none, naming the vectors there are
     */
    public SteeringVector find(VectorName name) {
        Optional<SteeringVector> found = versions.reversed().stream()
                .filter(name::isOf)
                .filter(vector -> name.version() == null || name.version() == vector.getVersion())
                .findFirst();
        return found.orElseThrow(() -> new BadInputException(missing(name)));
    }

    private String missing(VectorName name) {
        List<String> existing = versions.stream()
                .filter(vector -> name.version() == null || name.isOf(vector))
                .map(vector -> name.version() == null
                        ? VectorName.of(vector).format()
                        : VectorName.ofVersion(vector).format())
                .distinct()
                .toList();
        return String.format(
                Locale.ROOT,
                "There is no vector %s; %s",
                name.format(),
                existing.isEmpty()
                        ? "there is none at all yet: send books with `gumshoe ingest` and wait."
                        : "there are " + String.join(", ", existing) + ".");
    }
}
