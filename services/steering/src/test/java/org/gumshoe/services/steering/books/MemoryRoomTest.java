// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.steering.books;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryRoomTest {
    @Test
    void recordsLeaveAFifthOfTheRoomToMoments() {
        MemoryRoom room = new MemoryRoom(100);
        assertThat(room.takeForRecords(70)).isTrue();
        assertThat(room.takeForRecords(20)).as("moments may need it").isFalse();
        assertThat(room.takeForMoments(30)).isTrue();
        assertThat(room.takeForMoments(1)).isFalse();

        room.release(30);

        assertThat(room.takeForRecords(10)).isTrue();
        assertThat(room.takeForMoments(20)).isTrue();
    }
}
