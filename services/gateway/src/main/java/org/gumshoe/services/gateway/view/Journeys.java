// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.services.common.records.ActivationKey;
import org.gumshoe.services.common.records.PassageKey;

/**
 * Journeys of the books that have come since the gateway began: how many of their passages have
 * passed each stage, and when. The times are those at which the gateway saw the records.
 */
public final class Journeys {
    private static final int BOOKS = 200;

    private final Map<String, Journey> journeys = new LinkedHashMap<>();

    /**
     * One stage of a journey.
     *
     * @param done passages that have passed it
     * @param of passages that are to pass it; 0 while that is not known
     * @param first when the first passed it, milliseconds since the epoch; 0 before that
     * @param last when the newest did
     */
    public record Leg(String stage, int done, int of, long first, long last) {}

    /**
     * A book's journey so far.
     *
     * @param sentAt when its first chunk came, milliseconds since the epoch
     * @param countedAt when a vector first counted it; 0 before that
     * @param countedBy name of that vector with its version
     * @param unchanged whether the book was here already with the same text, so that it does not travel
     */
    public record JourneyRow(
            String book, long sentAt, List<Leg> legs, long countedAt, String countedBy, boolean unchanged) {}

    private static final class Stage {
        final Set<Integer> passages = new HashSet<>();
        long first;
        long last;

        boolean pass(int index, long now) {
            if (!passages.add(index)) {
                return false;
            }
            first = first == 0 ? now : first;
            last = now;
            return true;
        }

        Leg leg(String name, int of) {
            return new Leg(name, passages.size(), of, first, last);
        }
    }

    private static final class Journey {
        final long sentAt;
        final Stage cut = new Stage();
        final Stage assigned = new Stage();
        final Map<String, Stage> read = new LinkedHashMap<>(Map.of("weak", new Stage(), "strong", new Stage()));
        final Set<Integer> sampled = new HashSet<>();
        int total;
        long countedAt;
        String countedBy = "";
        boolean unchanged;

        Journey(long sentAt, boolean unchanged) {
            this.sentAt = sentAt;
            this.unchanged = unchanged;
        }

        JourneyRow row(String book) {
            int toRead = sampled.size();
            return new JourneyRow(
                    book,
                    sentAt,
                    List.of(
                            cut.leg("ingest", total),
                            assigned.leg("assignments", total),
                            read.get("weak").leg("activations-weak", toRead),
                            read.get("strong").leg("activations-strong", toRead)),
                    countedAt,
                    countedBy,
                    unchanged);
        }

        boolean isUnderWay() {
            return !unchanged && countedAt == 0;
        }
    }

    /**
     * Begins the journey of a book that has come.
     *
     * @param unchanged whether it was cut before with the same text; then it goes on if it is under
     *     way, and else stays where it is
     */
    synchronized Optional<JourneyRow> begin(String book, boolean unchanged, long now) {
        Journey former = journeys.remove(book);
        boolean goesOn = unchanged && former != null && former.isUnderWay();
        journeys.put(book, goesOn ? former : new Journey(now, unchanged));
        Iterator<String> oldest = journeys.keySet().iterator();
        while (journeys.size() > BOOKS) {
            oldest.next();
            oldest.remove();
        }
        return row(book);
    }

    synchronized Optional<JourneyRow> cut(Passage passage, long now) {
        Journey journey = journeys.get(passage.getBook());
        if (journey == null) {
            return Optional.empty();
        }
        journey.unchanged = false;
        journey.total = passage.getTotal();
        if (passage.getSampled()) {
            journey.sampled.add(passage.getIndex());
        } else {
            journey.sampled.remove(passage.getIndex());
        }
        return journey.cut.pass(passage.getIndex(), now) ? row(passage.getBook()) : Optional.empty();
    }

    synchronized Optional<JourneyRow> assign(String key, long now) {
        return PassageKey.parse(key)
                .filter(passage -> journeys.containsKey(passage.bookId()))
                .filter(passage -> journeys.get(passage.bookId()).assigned.pass(passage.index(), now))
                .flatMap(passage -> row(passage.bookId()));
    }

    synchronized Optional<JourneyRow> read(String key, long now) {
        return ActivationKey.parse(key)
                .filter(read -> journeys.containsKey(read.bookId()))
                .filter(read ->
                        journeys.get(read.bookId()).read.get(read.role()).pass(read.index(), now))
                .flatMap(read -> row(read.bookId()));
    }

    /** Notes which books a vector counts for the first time. */
    synchronized List<JourneyRow> count(SteeringVector vector, long now) {
        return vector.getCauses().stream()
                .filter(cause -> cause.getKind().equals("book"))
                .map(cause -> cause.getName())
                .filter(journeys::containsKey)
                .filter(book -> journeys.get(book).countedAt == 0)
                .map(book -> {
                    Journey journey = journeys.get(book);
                    journey.countedAt = now;
                    journey.countedBy = vector.getConcept() + ", " + vector.getRole() + " " + vector.getKind()
                            + " version " + vector.getVersion();
                    return journey.row(book);
                })
                .toList();
    }

    private Optional<JourneyRow> row(String book) {
        return Optional.of(journeys.get(book).row(book));
    }

    /** Returns all journeys, the newest first. */
    public synchronized List<JourneyRow> all() {
        return journeys.entrySet().stream()
                .map(entry -> entry.getValue().row(entry.getKey()))
                .toList()
                .reversed();
    }
}
