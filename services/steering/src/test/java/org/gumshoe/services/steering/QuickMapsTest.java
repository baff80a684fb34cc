// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Stitch maps that follow each other faster than vectors are solved. */
class QuickMapsTest extends SixteenBooksFixture {
    private static final String TRANSLATED = "crime|strong|translated";

    @Test
    void vectorsGoByTheNewestMapOnceMapsPauseAndWithinTwoMinutesOtherwise() {
        sendBooks();
        publishMap("s", W4, 40);
        assertThat(settled().get(TRANSLATED).getStitchVersion()).isEqualTo(40);

        long version = 40;
        int solved = 0;
        for (int tick = 0; tick < 500; tick++) {
            publishMap("s", W4, ++version);
            test.advance(Duration.ofMillis(500));
            var newer = vectors.readKeyValuesToMap();
            if (newer.containsKey(TRANSLATED)) {
                solved++;
                assertThat(newer.get(TRANSLATED).getStitchVersion()).isEqualTo(version);
            }
        }
        assertThat(solved).as("solutions in 250 s").isEqualTo(2);
        assertThat(settled().get(TRANSLATED).getStitchVersion()).isEqualTo(version);
    }
}
