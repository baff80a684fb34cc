// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    private final EventQueue queue = new EventQueue(10);

    private void add(String event) {
        queue.add(event.getBytes(StandardCharsets.UTF_8));
    }

    private String take() throws InterruptedException {
        return new String(queue.take(1).orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void whatDoesNotFitIsCountedWhereItIsMissing() throws Exception {
        add("12345");
        add("123456");
        add("1");
        assertThat(take()).isEqualTo("12345event: missed\ndata: {\"events\":2}\n\n");
        add("1234567890");
        assertThat(take()).isEqualTo("1234567890");
        add("12345678901");
        assertThat(take()).isEqualTo("event: missed\ndata: {\"events\":1}\n\n");
    }

    @Test
    void aHeartbeatComesWhenThereIsNothingAndNothingAfterTheEnd() throws Exception {
        assertThat(take()).isEqualTo(":\n\n");
        add("1");
        queue.close();
        assertThat(queue.take(1)).isEmpty();
        assertThat(queue.take(1)).isEmpty();
    }
}
