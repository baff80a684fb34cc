// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.gumshoe.bench.system.Cluster;
import org.gumshoe.lda.LdaOptions;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.junit.jupiter.api.Test;

/** What a campaign draws from its seed. */
class PlanTest {
    private static final List<Fault.Kind> ALL = List.of(Fault.Kind.values());
    private static final List<String> PROCESSES = List.of(Cluster.BROKER, "one", "another");

    @Test
    void aSeedGivesTheSameFaultsOfEveryKind() {
        List<Fault> plan = Fault.plan(200, 7, ALL, PROCESSES);

        assertThat(plan).isEqualTo(Fault.plan(200, 7, ALL, PROCESSES)).hasSize(200);
        assertThat(plan.stream().map(Fault::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Fault.Kind.values());
        assertThat(plan.stream().filter(fault -> fault.target().equals(Cluster.BROKER)))
                .isNotEmpty()
                .noneMatch(fault -> fault.kind() == Fault.Kind.WIPE || fault.kind() == Fault.Kind.REBALANCE);
    }

    @Test
    void allGarbageIsRefusedAtTheDoorAndEveryTopicGetsSome() {
        List<ProducerRecord<String, byte[]>> plan = Garbage.plan(300, 7);

        assertThat(plan)
                .allSatisfy(
                        record -> assertThatThrownBy(() -> read(record)).isInstanceOf(SerializationException.class));
        List<Topic<?>> topics = new ArrayList<>(Topics.all());
        topics.removeAll(List.of(Topics.DEAD_LETTERS, Topics.STEERING_QUESTIONS, Topics.STEERING_ANSWERS));
        assertThat(plan.stream().map(ProducerRecord::topic).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        topics.stream().map(Topic::name).toList());
    }

    private static void read(ProducerRecord<String, byte[]> record) {
        Topic<?> topic = Topics.named(record.topic()).orElseThrow();
        topic.read(record.key(), record.value(), 0);
    }

    @Test
    void theBooksOfAWaveShareAPartition() {
        var waves = BookWaves.waves(10, 7, 4, LdaOptions.defaults());

        assertThat(waves).hasSize(3).isEqualTo(BookWaves.waves(10, 7, 4, LdaOptions.defaults()));
        for (int wave = 0; wave < waves.size(); wave++) {
            assertThat(waves.get(wave).stream().map(novel -> BookPartitioner.partition(novel.id(), 4)))
                    .containsOnly(wave % 4);
        }
    }

    @Test
    void aDifferenceIsRelativeToLargeNumbers() {
        assertThat(CampaignComparison.distance(Arrays.asList(1000.0, 1.0), Arrays.asList(1001.0, 1.0)))
                .isBetween(9e-4, 1e-3);
        assertThat(CampaignComparison.distance(List.of(Double.NaN), List.of(Double.NaN)))
                .isZero();
        assertThat(CampaignComparison.distance(List.of(Double.NaN), List.of(1.0)))
                .isInfinite();
        assertThat(CampaignComparison.distance(List.of(), List.of(1.0))).isInfinite();
    }
}
