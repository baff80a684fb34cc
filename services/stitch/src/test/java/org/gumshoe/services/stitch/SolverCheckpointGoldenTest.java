// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gumshoe.schemas.StitchPair;
import org.gumshoe.services.common.records.HalfPrecision;
import org.junit.jupiter.api.Test;

/**
 * The solver's checkpoint as the last release wrote it. A run that reaches one is too large for the
 * golden directory of UpgradeTest, so its bytes are here; {@code bench/upgrade/run} makes both.
 */
class SolverCheckpointGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/last-release/solver-checkpoint.bin");
    private static final MapIdentity MAP = new MapIdentity("feed", "beef", 2, List.of(2, 3), 2, 3, 7);
    private static final MapIdentity SHOWN = new MapIdentity("feed", "beef", 2, List.of(1), 2, 3, 5);
    private static final int PAIRS = 40;

    private static StitchPair pair(int i) {
        return StitchPair.newBuilder()
                .setBook("book" + i % 8)
                .setIndex(i)
                .setWeakModel(MAP.weakModel())
                .setStrongModel(MAP.strongModel())
                .setWeakLayer(MAP.weakLayer())
                .setStrongLayers(MAP.strongLayers())
                .setWeakWidth(MAP.weakWidth())
                .setStrongWidth(MAP.strongWidth())
                .setPairs(1)
                .setEpoch(MAP.epoch())
                .setWeak(values(i, MAP.weakWidth()))
                .setStrong(values(i + 1, MAP.stackedWidth()))
                .setOther(values(i + 2, MAP.stackedWidth()))
                .build();
    }

    private static ByteBuffer values(int from, int width) {
        float[] values = new float[width];
        for (int d = 0; d < width; d++) values[d] = (from * 7 + d * 3) % 11;
        return HalfPrecision.encode(values);
    }

    private static SolverCheckpoint checkpoint() {
        PairMoments moments = new PairMoments(MAP);
        for (int i = 0; i < PAIRS; i++) moments.add(pair(i));
        moments.foldWaiting();
        return new SolverCheckpoint(moments, PAIRS + 5, 5, SHOWN);
    }

    @Test
    void itIsReadAndSummingGoesOn() throws IOException {
        if (Boolean.getBoolean("gumshoe.golden")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, checkpoint().write());
        }
        byte[] golden = Files.readAllBytes(GOLDEN);

        SolverCheckpoint restored = SolverCheckpoint.read(golden);

        assertThat(restored.write()).isEqualTo(golden);
        assertThat(restored.changes()).isEqualTo(PAIRS + 5);
        assertThat(restored.begun()).isEqualTo(5);
        assertThat(restored.shown()).isEqualTo(SHOWN);
        assertThat(restored.moments().identity()).isEqualTo(MAP);
        assertThat(restored.moments().records()).isEqualTo(PAIRS);
        restored.moments().add(pair(PAIRS));
        assertThat(restored.moments().records()).isEqualTo(PAIRS + 1);
    }
}
