// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;

/** The keys of the wire: their bytes never change, and each reads back as what it was. */
class KeysTest {
    @Test
    void passagesAreByBookAndIndex() {
        var key = new PassageKey("jane-doe_a house", 12);

        assertThat(key.format()).isEqualTo("jane-doe_a house#12");
        assertThat(PassageKey.parse(key.format())).contains(key);
        assertThat(List.of("book", "book#", "book#-1", "book#01", "book#1|weak", "book#9999999999"))
                .allSatisfy(text -> assertThat(PassageKey.parse(text)).isEmpty());
    }

    @Test
    void activationsAreByPassageRoleAndReading() {
        var key = new ActivationKey("own~story", 0, "strong", "0123456789ab@9.10");

        assertThat(key.format()).isEqualTo("own~story#0|strong|0123456789ab@9.10");
        assertThat(ActivationKey.parse(key.format())).contains(key);
        assertThat(ActivationKey.of(key.passage(), key.role(), key.reading())).isEqualTo(key);
        assertThat(List.of("book#1", "book#1|weak", "book|weak|ab@1"))
                .allSatisfy(text -> assertThat(ActivationKey.parse(text)).isEmpty());
    }

    @Test
    void vectorsAreByConceptRoleAndKind() {
        var key = new VectorKey("crime", "strong", "refined-diverged");
        var odd = new VectorKey("crime|noir", "weak", "native");

        assertThat(key.format())
                .isEqualTo("crime|strong|refined-diverged")
                .startsWith(VectorKey.prefix("crime", "strong"));
        assertThat(VectorKey.parse(key.format())).contains(key);
        assertThat(VectorKey.parse(odd.format())).contains(odd);
        assertThat(VectorKey.parse("crime|strong")).isEmpty();
    }

    @Test
    void readOutsAreByConceptRoleAndModel() {
        var key = WordReadOutKey.of("crime|noir", "weak", "0123456789abcdef");

        assertThat(key.format()).isEqualTo("crime|noir|weak|0123456789ab");
        assertThat(WordReadOutKey.parse(key.format())).contains(key);
        assertThat(WordReadOutKey.parse("crime|weak")).isEmpty();
    }

    @Test
    void refinedScoresAreByConceptRoleAndBook() {
        var key = new RefinedScoreKey("crime", "weak", "book 7");

        assertThat(key.format()).isEqualTo("crime|weak|book 7").startsWith(RefinedScoreKey.prefix("crime", "weak"));
        assertThat(RefinedScoreKey.parse(key.format())).contains(key);
        assertThat(RefinedScoreKey.parse("crime")).isEmpty();
    }

    @Test
    void rowsOfAStitchMapAreByLayersAndRow() {
        var row = new StitchRowKey(2, 14, 1599, false);
        var shuffled = new StitchRowKey(2, 14, 0, true);

        assertThat(row.format()).isEqualTo("2|14|1599");
        assertThat(shuffled.format()).isEqualTo("2|14|0|shuffled");
        assertThat(StitchRowKey.parse(row.format())).contains(row);
        assertThat(StitchRowKey.parse(shuffled.format())).contains(shuffled);
        assertThat(List.of(Topics.MANIFEST, "2|14", "2|14|x", "2|14|1|other", "1|2|14|1"))
                .allSatisfy(text -> assertThat(StitchRowKey.parse(text)).isEmpty());
    }

    @Test
    void metricsAreByConceptAndName() {
        var key = new MetricKey("crime", MetricKey.name("genre-auc", "strong", "refined"));

        assertThat(key.format()).isEqualTo("crime|genre-auc|strong|refined");
        assertThat(MetricKey.parse(key.format())).contains(key);
        assertThat(MetricKey.parse("crime")).isEmpty();
    }

    @Test
    void announcementsAreByRoleAndPerhapsReading() {
        var inForce = AnnouncementKey.inForce("weak");
        var remembered = AnnouncementKey.of("weak", "0123456789ab@9.10");

        assertThat(inForce.format()).isEqualTo("weak");
        assertThat(remembered.format()).isEqualTo("weak|0123456789ab@9.10");
        assertThat(AnnouncementKey.parse("weak")).isEqualTo(inForce);
        assertThat(AnnouncementKey.parse(remembered.format())).isEqualTo(remembered);
        assertThat(remembered.reading()).isEqualTo(Optional.of("0123456789ab@9.10"));
        assertThat(remembered.isReadingOf("weak")).isTrue();
        assertThat(remembered.isReadingOf("strong")).isFalse();
        assertThat(inForce.isReadingOf("weak")).isFalse();
    }

    @Test
    void aRangeHoldsTheKeysOfItsPrefixAlone() {
        var range = KeyRange.ofPrefix(RefinedScoreKey.prefix("crime", "weak"));

        assertThat(range).isEqualTo(new KeyRange("crime|weak|", "crime|weak}"));
        assertThat(KeyRange.ofPrefix(PassageKey.prefix("book"))).isEqualTo(new KeyRange("book#", "book$"));
    }
}
