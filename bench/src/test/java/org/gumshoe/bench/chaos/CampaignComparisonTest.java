// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.bench.system.Verdict;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.schemas.Passage;
import org.gumshoe.schemas.RefinedScore;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.schemas.StoryToken;
import org.gumshoe.schemas.TopicModelManifest;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;

/** A comparison that misses a loss would make every campaign a success. */
class CampaignComparisonTest {
    private static final Snapshot.Place PLACE = new Snapshot.Place("books", 1, 7);

    private final Map<String, Map<String, Integer>> written = new TreeMap<>();
    private final Map<String, Map<String, SpecificRecord>> rows = new TreeMap<>();
    private final Set<Snapshot.Place> garbage = new HashSet<>(Set.of(PLACE));
    private final Map<Snapshot.Place, List<String>> letters = new HashMap<>(Map.of(PLACE, List.of("ingest: broken")));
    private final List<String> learned = new ArrayList<>(List.of("concept", "b#0"));
    private final Map<String, List<StoryToken>> stories =
            new TreeMap<>(Map.of("plain0", List.of(token(0, "It", false), token(1, " was", true))));
    private String digest = "d";

    CampaignComparisonTest() {
        for (Topic<?> topic : Topics.all()) {
            written.put(topic.name(), new TreeMap<>());
            rows.put(topic.name(), new TreeMap<>());
        }
        put(Topics.PASSAGES, "b#0", new Passage("b", 0, 1, 0, 4, "text", true, false, "", "", "", null));
        put(Topics.TOPIC_MODEL, Topics.MANIFEST, manifest());
        put(Topics.ASSIGNMENTS, "b#0", assignment(.5f));
        put(Topics.STITCH_MAP, "1|1|0", new StitchRow(1L, List.of(1f, 2f)));
        put(Topics.REFINED_SCORES, "crime|weak|b", score(.5));
    }

    private void put(Topic<?> topic, String key, SpecificRecord value) {
        written.get(topic.name()).merge(key, 1, Integer::sum);
        rows.get(topic.name()).put(key, value);
    }

    private static TopicModelManifest manifest() {
        var manifest = new TopicModelManifest();
        manifest.setDigest("d");
        return manifest;
    }

    private static Assignment assignment(float share) {
        return new Assignment("b", 0, 1L, List.of(share), Map.of("crime", 1f), Map.of(), Map.of());
    }

    private static RefinedScore score(double responsibility) {
        var score = new RefinedScore();
        score.setResponsibility(responsibility);
        return score;
    }

    private static StoryToken token(int index, String text, boolean last) {
        var token = new StoryToken();
        token.setIndex(index);
        token.setText(text);
        token.setLast(last);
        token.setError("");
        return token;
    }

    private Snapshot snapshot() {
        return new Snapshot(written, rows, garbage, letters, learned, digest, stories);
    }

    /** Names the verdicts that a change of the second run turns; nothing is there of vectors and activations. */
    private static List<String> turned(CampaignComparisonTest changed) {
        return CampaignComparison.of(new CampaignComparisonTest().snapshot(), changed.snapshot()).stream()
                .filter(verdict -> !verdict.holds())
                .map(Verdict::what)
                .filter(what -> !what.equals("vectors") && !what.equals("activations"))
                .toList();
    }

    @Test
    void equalRunsAreEqual() {
        assertThat(turned(this)).isEmpty();
    }

    @Test
    void aLostRecordAndOneTooManyAreSeen() {
        rows.get("assignments").clear();
        put(Topics.BOOKS, "c", null);

        assertThat(turned(this))
                .containsExactly("assignments", "keys of books, each written once", "keys of assignments");
    }

    @Test
    void aRecordThatIsWrittenTwiceIsSeen() {
        put(Topics.PASSAGES, "b#0", rows.get("passages").get("b#0"));
        learned.add("b#0");

        assertThat(turned(this))
                .containsExactly(
                        "learner's log: the same passages in the same order, each once",
                        "keys of passages, each written once");
    }

    @Test
    void otherValuesAreSeenBeyondRounding() {
        put(Topics.ASSIGNMENTS, "b#0", assignment(.50001f));
        put(Topics.STITCH_MAP, "1|1|0", new StitchRow(2L, List.of(1f, 2.00001f)));
        put(Topics.REFINED_SCORES, "crime|weak|b", score(.51));
        digest = "another";

        assertThat(turned(this))
                .containsExactly("topic model: digest of a learner over the same log", "assignments", "refined scores");
    }

    @Test
    void lettersAreThoseOfTheGarbage() {
        String verdict = "each garbage record is one dead letter, and nothing else is";
        letters.put(PLACE, List.of("ingest: broken", "ingest: broken"));
        assertThat(turned(this)).containsExactly(verdict);
        letters.clear();
        assertThat(turned(this)).containsExactly(verdict);
        garbage.clear();
        assertThat(turned(this)).isEmpty();
        letters.put(PLACE, List.of("ingest: of a good record"));
        assertThat(turned(this)).containsExactly(verdict);
    }

    @Test
    void aStoryMayBeWrittenAgainButNotEndEarly() {
        String verdict = "stories: all whole, unsteered ones the same";
        stories.put("plain0", List.of(token(0, "It", false), token(0, "It", false), token(1, " was", true)));
        assertThat(turned(this)).isEmpty();
        stories.put("plain0", List.of(token(0, "It", false)));
        assertThat(turned(this)).containsExactly(verdict);
        stories.clear();
        assertThat(turned(this)).containsExactly(verdict);
    }
}
