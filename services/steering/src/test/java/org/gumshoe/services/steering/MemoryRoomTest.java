// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryRoomTest {
    @Test
    void recordsLeaveHalfOfTheRoomToMoments() {
        MemoryRoom room = new MemoryRoom(100);
        assertThat(room.takeForRecords(40)).isTrue();
        assertThat(room.takeForRecords(20)).as("moments may need it").isFalse();
        assertThat(room.takeForMoments(60)).isTrue();
        assertThat(room.takeForMoments(1)).isFalse();

        room.release(60);

        assertThat(room.takeForRecords(10)).isTrue();
        assertThat(room.takeForMoments(50)).isTrue();
    }
}
