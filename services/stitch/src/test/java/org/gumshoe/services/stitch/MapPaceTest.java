// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.stitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.StitchManifest;
import org.gumshoe.schemas.StitchRow;
import org.gumshoe.services.common.kafka.TestTopology;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.HalfPrecision;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.StitchRowKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pace of maps when two minutes bring 1,980 pairs without a pause. */
class MapPaceTest {
    private static final int PAIRS = 1980;
    private static final int PAIRS_A_TICK = 8;
    private static final List<Integer> LAYERS = List.of(4);
    private static final Duration TICK = Duration.ofMillis(500);

    private final TestTopology test = new TestTopology("stitch", StitchTopology.build(.1, null));
    private final TestInputTopic<String, Activation> activations = test.in(Topics.ACTIVATIONS);
    private final TestOutputTopic<String, SpecificRecord> map = test.out(Topics.STITCH_MAP);
    private final Map<String, SpecificRecord> table = new HashMap<>();
    private final List<StitchManifest> manifests = new ArrayList<>();
    private final Random random = new Random(5);

    @BeforeEach
    void announce() {
        announce("weak", 1);
        announce("strong", 2);
        test.advance(TICK);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void announce(String role, int width) {
        test.in(Topics.LANGUAGE_MODELS)
                .pipeInput(
                        role,
                        new ModelAnnouncement(role, role, "/nowhere", role, "llama", 8, width, LAYERS, LAYERS, 1L));
    }

    private void read(int passage) {
        float x = (float) random.nextGaussian();
        float noise = (float) (.1 * random.nextGaussian());
        send(passage, "weak", x);
        send(passage, "strong", 2 * x + noise, 1 - x);
    }

    private void send(int passage, String role, float... values) {
        Activation activation = Activation.newBuilder()
                .setBook("book" + passage % 40)
                .setIndex(passage / 40)
                .setRole(role)
                .setModel(role)
                .setWidth(values.length)
                .setTokens(10)
                .setLayers(LAYERS)
                .setPooled(List.of(HalfPrecision.encode(values)))
                .build();
        String passageKey = activation.getBook() + "#" + activation.getIndex();
        activations.pipeInput(ModelReading.of(activation).key(passageKey, role), activation);
    }

    /** What a reader takes in between two ticks: a version is whole when its manifest comes. */
    private void readMaps() {
        map.readKeyValuesToList().forEach(record -> {
            table.put(record.key, record.value);
            if (record.value instanceof StitchManifest manifest) {
                manifests.add(manifest);
                for (int row = 0; row < 2; row++) {
                    String key = new StitchRowKey(4, 4, row, false).format();
                    assertThat(((StitchRow) table.get(key)).getVersion()).isEqualTo(manifest.getVersion());
                }
            }
        });
    }

    private long inMap() {
        StitchManifest newest = manifests.getLast();
        return newest.getPairs() + newest.getHeldOutPairs();
    }

    @Test
    void quickActivationsMakeAMapForHalfAsMuchMoreAndOneWhenTheyPause() {
        for (int passage = 0; passage < PAIRS; passage++) {
            read(passage);
            if ((passage + 1) % PAIRS_A_TICK == 0) {
                test.advance(TICK);
                readMaps();
                if (passage > 500) {
                    assertThat(inMap())
                            .as("pairs that readers have of %d", passage + 1)
                            .isGreaterThan((long) (.5 * passage));
                }
            }
        }
        assertThat(manifests).as("maps in two minutes").hasSizeBetween(5, 8);

        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(9));
        readMaps();
        assertThat(inMap()).isEqualTo(PAIRS);
        assertThat(manifests.getLast().getVersion()).as("changes, not maps").isEqualTo(PAIRS);
        int maps = manifests.size();
        test.advance(Duration.ofMinutes(3));
        readMaps();
        assertThat(manifests).as("nothing has changed").hasSize(maps);
    }

    @Test
    void passagesThatAreReadAgainWithoutAPauseMakeFewMapsToo() {
        for (int passage = 0; passage < PAIRS; passage++) read(passage);
        test.advance(Duration.ofSeconds(1));
        test.advance(Duration.ofSeconds(9));
        readMaps();
        manifests.clear();

        for (int passage = 0; passage < PAIRS; passage++) {
            read(passage);
            if ((passage + 1) % PAIRS_A_TICK == 0) test.advance(TICK);
        }
        readMaps();

        assertThat(manifests).as("maps of 7,920 changes").hasSizeBetween(1, 9);
        assertThat(inMap()).as("pairs come back as often as they go").isBetween((long) (.9 * PAIRS), (long) PAIRS);
    }
}
