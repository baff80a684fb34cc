// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm;

import static org.assertj.core.api.Assertions.assertThat;

import org.gumshoe.lm.config.Precision;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
    /** Sizes by hand from the configuration: 4 blocks, width 48, hidden 192, 512 tokens. */
    @Test
    void countsBlocksAndHeadButNotTheEmbedding() {
        long blocks = 4L * (48 * 144 + 48 * 48 + 2 * 48 * 192);
        long head = 512 * 48;
        long vectors = 4L * (2 * 48 + 2 * 48 + 144 + 48 + 192 + 48) + 2 * 48;
        MemoryEstimate full = MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.F32);
        assertThat(full.weights()).isEqualTo(4 * (blocks + head + vectors));
        assertThat(MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.BF16)
                        .weights())
                .isEqualTo(2 * (blocks + head) + 4 * vectors);
        assertThat(full.token()).isEqualTo(2 * 4 * 48 * 4);
        assertThat(MemoryEstimate.of(Golden.resource("tiny/gpt2"), Precision.BF16)
                        .token())
                .isEqualTo(2 * 4 * 48 * 2);
        assertThat(full.with(10)).isEqualTo(full.weights() + 10 * full.token());
    }
}
