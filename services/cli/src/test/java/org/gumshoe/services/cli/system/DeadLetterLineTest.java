// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.gumshoe.services.common.kafka.DeadLetters;
import org.junit.jupiter.api.Test;

class DeadLetterLineTest {
    @Test
    void aLetterIsOneLineThatSteersNoTerminal() {
        var letter = new ConsumerRecord<>("dead-letters", 0, 7, "book\u001b[2J\u202e", new byte[0]);
        letter.headers()
                .add(DeadLetters.TOPIC, "books".getBytes(StandardCharsets.UTF_8))
                .add(DeadLetters.MESSAGE, "bad\n8  books fine\u0007".getBytes(StandardCharsets.UTF_8));

        assertThat(DeadLettersCommand.line(letter))
                .startsWith("7  ")
                .endsWith("  books book\\u001b[2J\\u202e  bad\\n8  books fine\\u0007")
                .hasSizeLessThan(120);
    }
}
