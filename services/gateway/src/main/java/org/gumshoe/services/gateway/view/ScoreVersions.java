// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.services.common.records.RecordSize;

/**
 * Refined scores of all books, version by version. Only whole versions are shown; former ones are
 * kept as far as there is room. Scores of passages are those of the newest version.
 */
public final class ScoreVersions {
    /** Versions of a ranking that may come at once; a torn one is never whole. */
    private static final int INCOMING = 4;

    /** Anybody can make up concepts. */
    private static final int RANKINGS = 2000;

    /** Of the newest scores of passages; rows beyond have none. */
    private static final long NEWEST_BYTES = 200L << 20;

    private final Map<Ranking, Versions> rankings = new HashMap<>();
    private final int most;
    private int kept;
    private long newestBytes;

    /** @param most scores of books that are kept, over all versions; the newest version of a ranking stays in any case */
    ScoreVersions(int most) {
        this.most = most;
    }

    /** A concept in one of the models. */
    public record Ranking(String concept, String role) {}

    /**
     * Score of a book.
     *
     * @param lda mean concept score of its passages by the topic model
     * @param score refined, standardised
     * @param responsibility degree to which the book belongs to the concept's cluster, 0 to 1
     */
    public record BookScore(String book, double lda, double score, double responsibility) {}

    /** Score of a passage in the newest version, which orders passages and says nothing else. */
    public record PassageScore(String book, int index, double lda, double score) {}

    private static final class Versions {
        final TreeMap<Long, List<BookScore>> whole = new TreeMap<>();
        final TreeMap<Long, Map<String, BookScore>> incoming = new TreeMap<>();
        final Map<String, RefinedScore> newest = new TreeMap<>();
    }

    /**
     * Applies a record.
     *
     * @return the version that is whole with it; empty while it is not
     */
    synchronized Optional<Long> apply(RefinedScore score) {
        Ranking of = new Ranking(score.getConcept(), score.getRole());
        if (rankings.size() >= RANKINGS && !rankings.containsKey(of)) {
            return Optional.empty();
        }
        Versions versions = rankings.computeIfAbsent(of, ranking -> new Versions());
        // scores of one book share its name
        Optional.ofNullable(versions.newest.get(score.getBook())).ifPresent(former -> score.setBook(former.getBook()));
        putNewest(versions.newest, score);
        // by book: one that comes again is counted once
        Map<String, BookScore> books =
                versions.incoming.computeIfAbsent(score.getVersion(), version -> new LinkedHashMap<>());
        books.put(
                score.getBook(),
                new BookScore(score.getBook(), score.getLda(), score.getScore(), score.getResponsibility()));
        if (books.size() < score.getBooks()) {
            if (versions.incoming.size() > INCOMING) {
                versions.incoming.pollFirstEntry();
            }
            return Optional.empty();
        }
        versions.incoming.keySet().removeIf(version -> version <= score.getVersion());
        versions.newest.values().removeIf(other -> {
            boolean isOlder = other.getVersion() < score.getVersion();
            newestBytes -= isOlder ? RecordSize.bytes(other) : 0;
            return isOlder;
        });
        kept += books.size();
        List<BookScore> replaced = versions.whole.put(score.getVersion(), List.copyOf(books.values()));
        kept -= replaced == null ? 0 : replaced.size();
        makeRoom();
        return Optional.of(score.getVersion());
    }

    private void putNewest(Map<String, RefinedScore> newest, RefinedScore score) {
        long more = RecordSize.bytes(score) - RecordSize.bytes(newest.get(score.getBook()));
        if (newestBytes + more <= NEWEST_BYTES) {
            newest.put(score.getBook(), score);
            newestBytes += more;
        }
    }

    private void makeRoom() {
        while (kept > most) {
            Optional<Versions> longest = rankings.values().stream()
                    .filter(versions -> versions.whole.size() > 1)
                    .max((a, b) -> Integer.compare(a.whole.size(), b.whole.size()));
            if (longest.isEmpty()) {
                return;
            }
            kept -= longest.get().whole.pollFirstEntry().getValue().size();
        }
    }

    /** Returns the numbers of the versions that are kept, the oldest first. */
    public synchronized List<Long> versions(Ranking ranking) {
        return rankings.containsKey(ranking)
                ? List.copyOf(rankings.get(ranking).whole.keySet())
                : List.of();
    }

    /** Returns the scores of a version; empty where it is not kept. */
    public synchronized Optional<List<BookScore>> of(Ranking ranking, long version) {
        return Optional.ofNullable(rankings.get(ranking)).map(versions -> versions.whole.get(version));
    }

    /**
     * Returns the newest scores of the passages that the model has read, the highest first.
     *
     * @param books whose passages are wanted
     */
    public synchronized List<PassageScore> passages(Ranking ranking, Predicate<String> books) {
        return passages(ranking).stream()
                .filter(passage -> books.test(passage.book()))
                .toList();
    }

    /** Returns the newest scores of all passages that the model has read, the highest first. */
    public synchronized List<PassageScore> passages(Ranking ranking) {
        List<PassageScore> passages = new ArrayList<>();
        if (rankings.containsKey(ranking)) {
            for (RefinedScore book : rankings.get(ranking).newest.values()) {
                for (int i = 0; i < book.getIndices().size(); i++) {
                    passages.add(new PassageScore(
                            book.getBook(),
                            book.getIndices().get(i),
                            book.getPassagesLda().get(i),
                            book.getPassages().get(i)));
                }
            }
        }
        passages.sort((a, b) -> Double.compare(b.score(), a.score()));
        return passages;
    }
}
