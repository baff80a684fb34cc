// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.pipeline.VectorKind;
import org.gumshoe.schemas.BookSum;
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.SteeringVector;

/**
 * Causes of change since the last solution, by concept, until a vector tells them.
 *
 * @param store concept|kind|name, and when it came; of a book concept|kind|role|name, since each
 *     model reads it in its time
 */
record ChangeCauses(KeyValueStore<String, Long> store) {
    static final String BOOK = "book";
    static final String REMOVED = "book-removed";
    static final String TOPIC_MODEL = "topic-model";
    static final String LANGUAGE_MODEL = "language-model";
    static final String STITCH_MAP = "stitch-map";
    static final String OWN_TEXTS = "own-texts";

    /** Of one concept, while own texts concern every one. */
    static final String STEERED_TEXTS = "steered-texts";

    /**
     * Passages were assigned anew, while others of the same book still stand under the version
     * before.
     */
    static final String ASSIGNMENTS = "assignments";

    /** Of those that are more than a record needs to name. */
    static final String MORE = "more";

    /** What concerns every concept stands under this one. */
    static final String EVERY_CONCEPT = "";

    private static final int MOST = 64;

    void note(String concept, String kind, String name, long at) {
        store.put(concept + "|" + kind + "|" + name, at);
    }

    /** A change of a sum of own texts. */
    void noteTexts(BookSum either, long now) {
        boolean unsteered = either.getConcept().equals(EVERY_CONCEPT);
        note(either.getConcept(), unsteered ? OWN_TEXTS : STEERED_TEXTS, either.getRole(), now);
    }

    /**
     * A change of one book's sum.
     *
     * @param served what the reading in force holds of the same book; null when it has not read it
     *     or none is in force
     */
    void note(BookSum before, BookSum after, BookSum served, long now) {
        BookSum either = after == null ? before : after;
        String concept = either.getConcept();
        if (after == null) {
            note(concept, REMOVED, either.getBook(), now);
        } else if (before != null
                && before.getArrived() == after.getArrived()
                && before.getPassages() == after.getPassages()) {
            boolean newModel = before.getModelVersion() != after.getModelVersion();
            note(
                    concept,
                    newModel ? TOPIC_MODEL : ASSIGNMENTS,
                    newModel ? Long.toString(after.getModelVersion()) : concept,
                    now);
        } else if (served == null || served.getArrived() != after.getArrived()) {
            note(concept, BOOK, after.getRole() + "|" + after.getBook(), after.getArrived());
        }
        // else another model reads what is known already: that is told when it takes over
    }

    /** Those of a concept and those of all, the newest first. */
    List<Cause> of(String concept) {
        List<Cause> causes = new ArrayList<>();
        for (String prefix : List.of(concept + "|", EVERY_CONCEPT + "|")) {
            try (KeyValueIterator<String, Long> all = store.range(prefix, end(prefix))) {
                all.forEachRemaining(entry -> {
                    String[] parts = entry.key.substring(prefix.length()).split("\\|", 2);
                    int bar = parts[0].equals(BOOK) ? parts[1].indexOf('|') : -1;
                    String role = parts[1].substring(0, Math.max(0, bar));
                    causes.add(new Cause(parts[0], parts[1].substring(bar + 1), entry.value, role));
                });
            }
        }
        causes.sort(Comparator.comparingLong(Cause::getAt)
                .reversed()
                .thenComparing(Cause::getKind)
                .thenComparing(Cause::getName));
        return causes;
    }

    /**
     * Those that can have changed this vector, shortened to what a record should hold;
     * {@code before} is null for the first version.
     */
    static List<Cause> of(SteeringVector vector, SteeringVector before, List<Cause> since, long now) {
        List<Cause> own = new ArrayList<>();
        long map = vector.getStitchVersion();
        if (map > 0 && (before == null || before.getStitchVersion() != map)) {
            own.add(new Cause(STITCH_MAP, Long.toString(map), now, ""));
        }
        Set<String> readByOwn = since.stream()
                .filter(cause -> isReadBy(vector.getRole(), cause))
                .map(Cause::getName)
                .collect(Collectors.toSet());
        since.stream().filter(cause -> concerns(cause, vector, readByOwn)).forEach(own::add);
        if (own.size() <= MOST) {
            return own;
        }
        List<Cause> shortened = new ArrayList<>(own.subList(0, MOST - 1));
        shortened.add(new Cause(MORE, Integer.toString(own.size() - MOST + 1), 0L, ""));
        return shortened;
    }

    /**
     * A book that both models have read is named once, as read by the vector's own; one that the
     * other has read moves this one too, since books are ranked among all.
     *
     * @param readByOwn books that the vector's own model has read
     */
    private static boolean concerns(Cause cause, SteeringVector vector, Set<String> readByOwn) {
        return switch (cause.getKind()) {
            case OWN_TEXTS, STEERED_TEXTS -> vector.getKind().startsWith(VectorKind.REFINED.wireName());
            case BOOK -> isReadBy(vector.getRole(), cause) || !readByOwn.contains(cause.getName());
            default -> true;
        };
    }

    private static boolean isReadBy(String role, Cause cause) {
        return cause.getKind().equals(BOOK) && cause.getRole().equals(role);
    }

    /** The successor of the bar that closes a prefix. */
    private static String end(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + "}";
    }

    void forget(String concept) {
        String prefix = concept + "|";
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, Long> all = store.range(prefix, end(prefix))) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
    }
}
