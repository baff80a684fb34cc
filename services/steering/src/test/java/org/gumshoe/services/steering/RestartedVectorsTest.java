// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.schemas.SteeringVector;
import org.gumshoe.steer.basin.Restarts;
import org.junit.jupiter.api.Test;

class RestartedVectorsTest extends SixteenBooksFixture {
    private static final String WEAK_REFINED = "crime|weak|refined";

    /** Changes a score, and returns the next version. */
    private static SteeringVector next(SixteenBooksFixture stream, int change) {
        stream.assign(1, 0, .05 + .001 * change);
        return stream.settled().get(WEAK_REFINED);
    }

    @Test
    void everyVersionTellsOfOneMoreRestart() {
        sendBooks();
        publishMap("s", W4);
        Map<String, SteeringVector> first = settled();
        assertThat(first.get("crime|strong|refined").getDiagnosis()).containsKeys("restarts", "restartsHome");
        assertThat(first.get("crime|strong|native").getDiagnosis()).doesNotContainKey("restarts");

        for (int change = 1; change <= 3; change++) {
            SteeringVector newest = next(this, change);
            assertThat(newest.getDiagnosis())
                    .containsEntry("restarts", (double) newest.getVersion())
                    .doesNotContainKey("localRadius");
        }
    }

    @Test
    void theRadiusAppearsWithTheTwentiethRestart() {
        sendBooks();
        SteeringVector first = settled().get(WEAK_REFINED);
        // as if the first 18 restarts had come home
        first.getDiagnosis().putAll(new Restarts(18, (1 << 18) - 1).figures());
        published(this).put(WEAK_REFINED, first);

        assertThat(next(this, 1).getDiagnosis()).containsEntry("restarts", 19.).doesNotContainKey("localRadius");
        Map<String, Double> twentieth = next(this, 2).getDiagnosis();
        assertThat(twentieth).containsEntry("restarts", 20.);
        double home = Integer.bitCount(twentieth.get("restartsHome").intValue());
        assertThat(home).isGreaterThanOrEqualTo(18);
        assertThat(twentieth).containsEntry("localRadius", home / Restarts.RING);
        assertThat(next(this, 3).getDiagnosis()).containsEntry("restarts", 21.).containsKey("localRadius");
    }

    @Test
    void aRestartAloneMakesNoVersion() {
        sendBooks();
        publishMap("s", W4);
        settled();

        publishMap("s", W4, 41);

        assertThat(settled()).doesNotContainKey(WEAK_REFINED).containsKey("crime|strong|refined");
    }

    @Test
    void restartsGoOnWhereTheTaskMovesTo() {
        sendBooks();
        SteeringVector former = settled().get(WEAK_REFINED);
        var moved = new SixteenBooksFixture() {};
        try {
            published(this).all().forEachRemaining(entry -> published(moved).put(entry.key, entry.value));
            moved.sendBooks();

            SteeringVector newest = next(moved, 3);

            assertThat(newest.getVersion()).isEqualTo(former.getVersion() + 1);
            assertThat(newest.getDiagnosis())
                    .containsEntry("restarts", former.getDiagnosis().get("restarts") + 1);
        } finally {
            moved.close();
        }
    }

    private static KeyValueStore<String, SteeringVector> published(SixteenBooksFixture stream) {
        return stream.test.driver().getKeyValueStore(SteeringTopology.PUBLISHED);
    }

    @Test
    void restartsOfAnotherModelAreCountedAnew() {
        sendBooks();
        publishMap("s", W4);
        settled();
        next(this, 1);

        publishMap("other", W4, 41);
        announce("strong", "other", 1);
        for (int book = 0; book < BOOKS; book++) {
            for (int i = 0; i < EACH; i++) read(book, i, "strong", "other");
        }
        SteeringVector other = settled().get("crime|strong|refined");

        assertThat(other.getModel()).isEqualTo("other");
        assertThat(other.getVersion()).isGreaterThan(2);
        assertThat(other.getDiagnosis()).containsEntry("restarts", 1.);
    }
}
