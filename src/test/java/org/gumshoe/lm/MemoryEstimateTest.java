// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;

import org.gumshoe.lm.config.Precision;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
    /** Sizes computed by hand: 4 blocks, hidden size 48, intermediate size 192, 512 token ids. */
    @Test
    void countsBlocksAndHeadButNotTheEmbedding() {
        long blocks = 4L * (48 * 144 + 48 * 48 + 2 * 48 * 192);
        long head = 512 * 48;
        long vectors = 4L * (2 * 48 + 2 * 48 + 144 + 48 + 192 + 48) + 2 * 48;
        MemoryEstimate f32 = MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.F32);
        assertThat(f32.weights()).isEqualTo(4 * (blocks + head + vectors));
        assertThat(MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.BF16)
                        .weights())
                .isEqualTo(2 * (blocks + head) + 4 * vectors);
        assertThat(MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.INT8)
                        .weights())
                .isEqualTo(blocks + 4 * head + 4 * vectors);
        assertThat(f32.token()).isEqualTo(2 * 4 * 48 * 4);
        assertThat(MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.BF16)
                        .token())
                .isEqualTo(2 * 4 * 48 * 2);
        assertThat(f32.with(10)).isEqualTo(f32.weights() + 10 * f32.token());
    }
}
