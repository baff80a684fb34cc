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
import org.gumshoe.schemas.Cause;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.schemas.SumChange;
import org.gumshoe.services.common.records.KeyRange;
import org.gumshoe.services.steering.books.SumCause;

/**
 * Causes of change since the last solution, by concept, until a vector names them.
 *
 * @param store maps {@link CauseKey} to the time of the change
 */
record ChangeCauses(KeyValueStore<String, Long> store) {
    static final String LANGUAGE_MODEL = "language-model";
    static final String STITCH_MAP = "stitch-map";
    /** Words that a model is asked for: others, or for the first time. */
    static final String WORDS = "words";

    /** Number of further causes that the record does not name. */
    static final String MORE = "more";

    private static final int MAX = 64;

    void note(String concept, String kind, String name, long at) {
        store.put(new CauseKey(concept, kind, "", name).format(), at);
    }

    /**
     * Notes a change of a sum. A known book that another model than the one in force reads is noted
     * when that model takes over.
     *
     * @param servedOrNull the reading in force of the change's role
     */
    void note(SumChange change, String servedOrNull) {
        boolean isBook = change.getKind().equals(SumCause.BOOK);
        boolean known = servedOrNull != null
                && !servedOrNull.equals(change.getReading())
                && change.getReadBy().contains(servedOrNull);
        if (!isBook || !known) {
            store.put(
                    new CauseKey(
                                    change.getConcept(),
                                    change.getKind(),
                                    isBook ? change.getRole() : "",
                                    change.getName())
                            .format(),
                    change.getAt());
        }
    }

    /** Returns the causes of a concept and those of every concept, the latest first. */
    List<Cause> of(String concept) {
        List<Cause> causes = new ArrayList<>();
        for (String of : List.of(concept, SumCause.EVERY_CONCEPT)) {
            KeyRange keys = CauseKey.ofConcept(of);
            try (KeyValueIterator<String, Long> all = store.range(keys.from(), keys.to())) {
                all.forEachRemaining(entry -> {
                    CauseKey key = CauseKey.parse(of, entry.key);
                    causes.add(new Cause(key.kind(), key.name(), entry.value, key.role()));
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
     * Returns the causes that can have changed this vector, shortened to the size of a record.
     *
     * @param before null for the first version
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
        if (own.size() <= MAX) {
            return own;
        }
        List<Cause> shortened = new ArrayList<>(own.subList(0, MAX - 1));
        shortened.add(new Cause(MORE, Integer.toString(own.size() - MAX + 1), 0L, ""));
        return shortened;
    }

    /**
     * Returns whether a cause concerns a vector. The words of one model change its refinement, and
     * with it the agreement of both. A book that both models have read is named once, as read by the
     * vector's own model. One that only the other model has read counts too, since books are ranked
     * together.
     *
     * @param readByOwn books that the vector's own model has read
     */
    private static boolean concerns(Cause cause, SteeringVector vector, Set<String> readByOwn) {
        return switch (cause.getKind()) {
            case SumCause.GENERATED_TEXTS, SumCause.STEERED_TEXTS ->
                vector.getKind().startsWith(VectorKind.REFINED.wireName());
            case WORDS -> !vector.getKind().equals(VectorKind.NATIVE.wireName());
            case SumCause.BOOK -> isReadBy(vector.getRole(), cause) || !readByOwn.contains(cause.getName());
            default -> true;
        };
    }

    private static boolean isReadBy(String role, Cause cause) {
        return cause.getKind().equals(SumCause.BOOK) && cause.getRole().equals(role);
    }

    void forget(String concept) {
        KeyRange range = CauseKey.ofConcept(concept);
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, Long> all = store.range(range.from(), range.to())) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(store::delete);
    }
}
