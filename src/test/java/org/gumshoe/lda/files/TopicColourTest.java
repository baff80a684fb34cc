// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lda.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicColourTest {
    @Test
    void topicsHaveDistinctColoursAndTopicZeroIsRed() {
        assertThat(TopicColour.rgb(0)).isEqualTo(0xd95757);
        assertThat(IntStream.range(0, 200).map(TopicColour::rgb).boxed()).doesNotHaveDuplicates();
    }
}
