// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.records.ModelReading;
import org.junit.jupiter.api.Test;

class FlowHistoryTest {
    @Test
    void theLagInSecondsIsTheAgeOfTheOldestUnreadRecord() {
        FlowHistory flow = new FlowHistory();
        for (int second = 0; second <= 20; second += 2) {
            // ten records a second come; five a second are read
            flow.add(
                    second * 1000L,
                    Map.of("passages", 10L * second),
                    Map.of("gumshoe-assignments", Map.of("passages", new ConsumerLag(5L * second, 5L * second))));
        }
        FlowHistory.StageFlow last = flow.samples().getLast().stages().getFirst();
        assertThat(last.stage()).isEqualTo("assignments");
        assertThat(last.rate()).isEqualTo(5, within(.01));
        assertThat(last.lagSeconds()).as("record 101 came at 10 s").isBetween(8.0, 10.0);
        assertThat(last.lagIsLeast()).isFalse();
        assertThat(last.trend()).as("half a second each second").isEqualTo(30, within(10.0));
        assertThat(flow.samples().getLast().topics().getFirst().rate()).isEqualTo(10, within(.01));
    }

    /** A command asks every five seconds or less often, and the page every two. */
    @Test
    void theRateIsOfTheLastTenSecondsHoweverOftenTheBrokersAreAsked() {
        FlowHistory flow = new FlowHistory();
        for (int second = 0; second <= 30; second += 5) {
            long done = second <= 20 ? 0 : 100L * (second - 20);
            flow.add(
                    second * 1000L,
                    Map.of(),
                    Map.of("gumshoe-topics", Map.of("passages", new ConsumerLag(done, 5000 - done))));
        }
        FlowHistory.StageFlow last = flow.samples().getLast().stages().getFirst();
        assertThat(last.rate()).isEqualTo(100, within(.01));
        assertThat(last.lagIsLeast()).as("nobody saw them come").isTrue();
        assertThat(last.lagSeconds()).isEqualTo(30, within(.01));
    }

    @Test
    void groupsBelongToServicesAndThoseOfFormerModelsToNone() {
        assertThat(Stages.of("gumshoe-steering")).contains("steering");
        assertThat(Stages.of("gumshoe-dead-letters-replay")).isEmpty();
        ModelAnnouncement model =
                new ModelAnnouncement("weak", "tiny", "/nowhere", "feed", "gpt2", 4, 2, List.of(2), List.of(2), 1L);
        String group = ModelReading.of(model).group("weak");
        assertThat(Stages.of(group)).contains("activations-weak");

        Map<String, ConsumerLag> lag = Map.of("passages", new ConsumerLag(1, 1));
        assertThat(Stages.inForce(
                        Map.of(group, lag, ModelReading.groups("weak") + "former-2", lag, "gumshoe-ingest", lag),
                        Map.of("weak", model)))
                .containsOnlyKeys(group, "gumshoe-ingest");
    }
}
