// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultsTest {
    @Test
    void aSentenceIsOneLineOfBoundedLength() {
        assertThat(Faults.sentence(new RecordFault("a\nb"))).isEqualTo("a\\nb");
        // each is escaped as six characters
        assertThat(Faults.sentence(new RecordFault("\u2028".repeat(1000)))).hasSizeLessThanOrEqualTo(501);
    }

    @Test
    void anUnforeseenFaultIsToldByItsName() {
        assertThat(Faults.sentence(new RecordFault(new IllegalStateException("why"))))
                .isEqualTo("IllegalStateException: why");
        assertThat(Faults.sentence(new NullPointerException())).isEqualTo("NullPointerException");
    }
}
