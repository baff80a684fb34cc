// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.steer.basin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static Restarts after(Restarts before, int more, DoublePredicate comesHome) {
        Restarts restarts = before;
        for (int i = 0; i < more; i++) {
            restarts = restarts.with(comesHome.test(restarts.share()));
        }
        return restarts;
    }

    @Test
    void twentyInARowDisturbAllTwentieths() {
        for (int from : new int[] {0, 7, 39}) {
            Restarts restarts = after(Restarts.NONE, from, share -> false);
            Set<Double> shares = new TreeSet<>();
            for (int i = 0; i < Restarts.RING; i++) {
                shares.add(restarts.share());
                restarts = restarts.with(true);
            }
            assertThat(shares).hasSize(Restarts.RING).contains(.05, .5, 1.);
        }
    }

    @Test
    void thereIsNoRadiusBeforeTheLargestDisturbance() {
        Restarts restarts = after(Restarts.NONE, 19, share -> true);

        assertThat(restarts.radius()).isEmpty();
        assertThat(restarts.figures()).doesNotContainKey("localRadius").containsEntry("restarts", 19.);
        assertThat(restarts.with(false).figures()).containsEntry("localRadius", .95);
    }

    @Test
    void theRadiusIsTheLargestDisturbanceFromWhichAllComeHome() {
        assertThat(after(Restarts.NONE, 20, share -> share <= .6).radius()).hasValue(.6);
        assertThat(after(Restarts.NONE, 20, share -> true).radius()).hasValue(1);
        assertThat(after(Restarts.NONE, 20, share -> false).radius()).hasValue(0);
    }

    @Test
    void theLatestTwentyCount() {
        Restarts wide = after(Restarts.NONE, 33, share -> true);

        assertThat(after(wide, 5, share -> false).radius()).hasValue(.75);
        assertThat(after(wide, 20, share -> share <= .3).radius()).hasValue(.3);
    }

    @Test
    void othersGoOnFromTheFigures() {
        Restarts restarts = after(Restarts.NONE, 27, share -> share < .4 || share > .7);

        assertThat(Restarts.of(restarts.figures())).isEqualTo(restarts);
        assertThat(Restarts.of(Map.of("reliability", .9))).isEqualTo(Restarts.NONE);
        assertThat(restarts.figures()).containsOnlyKeys(Restarts.FIGURES);
    }
}
