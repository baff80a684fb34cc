// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gumshoe.services.standalone.TestStream.ask;
import static org.gumshoe.services.standalone.TestStream.await;
import static org.gumshoe.services.standalone.TestStream.endedStory;
import static org.gumshoe.services.standalone.TestStream.records;
import static org.gumshoe.services.standalone.TestStream.story;
import static org.gumshoe.services.standalone.TestStream.text;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.Assignment;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.BookPartitioner;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.runtime.Service;
import org.gumshoe.services.common.state.Rekeying;
import org.gumshoe.services.common.state.StateTopic;
import org.gumshoe.services.common.state.SystemState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the last release has left in four partitions goes on in seven. */
class RekeyTest {
    private static final int PARTITIONS = 7;

    /** However long ago the last release was, the half of a book that it left is still waited for. */
    private static final Settings SETTINGS = TinyLoop.SETTINGS.with("ingest.patience.seconds", "2000000000");

    private static final Settings WIDER = SETTINGS.with("partitions", Integer.toString(PARTITIONS));
    private static final List<String> READERS =
            List.of("ingest", "assignments", "activations-weak", "activations-strong", "stitch", "stories");

    @TempDir
    private Path dir;

    private static String steered(Settings settings) throws Exception {
        ask(settings, story("of-both", "translated"));
        return text(endedStory(settings, "of-both"));
    }

    private static <V> Map<String, V> newest(Settings settings, Topic<V> topic) {
        Map<String, V> newest = new TreeMap<>();
        records(settings, topic).forEach(record -> {
            if (record.value() == null) newest.remove(record.key());
            else newest.put(record.key(), record.value());
        });
        return newest;
    }

    /** Without word read-outs, which the last release did not know. */
    private static List<String> digests(Settings settings) {
        return SystemState.read(settings).topics().stream()
                .filter(topic -> topic.topic() != Topics.WORD_READOUTS)
                .map(StateTopic::digest)
                .toList();
    }

    @Test
    void everyRecordIsInItsPlaceAndNothingIsReadAgain() throws Exception {
        LastRelease.unpack(dir.resolve("one"));
        try (var one = Standalone.start(dir.resolve("one"), SETTINGS, List.of("stories"))) {
            Settings old = one.settings();
            Map<String, Activation> activations = newest(old, Topics.ACTIVATIONS);
            Map<String, Assignment> assignments = newest(old, Topics.ASSIGNMENTS);
            long passedOver;
            try (var two = Standalone.start(dir.resolve("two"), WIDER, List.of("ingest"))) {
                passedOver = rekey(old, two.settings());
                // before stitch is there, which makes its map anew
                assertThat(digests(two.settings())).isEqualTo(digests(old));
            }
            try (var two = Standalone.start(dir.resolve("two"), WIDER, READERS)) {
                Settings moved = two.settings();
                await(
                        "all is assigned",
                        () -> newest(moved, Topics.ASSIGNMENTS).keySet().equals(assignments.keySet()));

                assertThat(newest(moved, Topics.PASSAGES)).isEqualTo(newest(old, Topics.PASSAGES));
                assertThat(newest(moved, Topics.ASSIGNMENTS))
                        .usingRecursiveComparison()
                        .isEqualTo(assignments);
                assertThat(passedOver)
                        .isEqualTo(2L * newest(old, Topics.PASSAGES).size());
                assertThat(steered(moved)).isEqualTo(steered(old));

                LastRelease.sendHalf(moved, 1);
                TinyLoop.sendBooks(moved, LastRelease.BOOKS, LastRelease.BOOKS + 1);
                await("new books are read, the half of the old system with them", () -> {
                    int passages = newest(moved, Topics.PASSAGES).size();
                    return passages > assignments.size()
                            && newest(moved, Topics.ACTIVATIONS).size() == 2 * passages
                            && newest(moved, Topics.ASSIGNMENTS).size() == passages;
                });
                assertThat(newest(moved, Topics.PASSAGES)).containsKey("halves#0");
                List<ConsumerRecord<String, Activation>> read = records(moved, Topics.ACTIVATIONS);
                assertThat(read).as("nothing is read again").hasSameSizeAs(keys(read));
                assertThat(newest(moved, Topics.ACTIVATIONS)).containsAllEntriesOf(activations);
                assertInTheirPlaces(moved);
                assertThat(records(moved, Topics.DEAD_LETTERS)).isEmpty();
                assertThat(two.services()).noneMatch(Service::failed);

                assertThatThrownBy(() -> new Rekeying(old, moved).requireNew())
                        .isInstanceOf(BadSettingsException.class)
                        .hasMessageContainingAll("begun to read", "gumshoe-reading-weak-", "gumshoe reset");
            }
        }
    }

    /** Every step twice, as after a command that was broken off. */
    private static long rekey(Settings old, Settings moved) throws Exception {
        Rekeying rekeying = new Rekeying(old, moved);
        rekeying.requireNew();
        assertThat(rekeying.copyState()).isPositive();
        assertThat(rekeying.copyState()).isZero();
        assertThat(rekeying.copyBooks())
                .isEqualTo(rekeying.copyBooks())
                .isEqualTo(records(old, Topics.BOOKS).size());
        await("ingest has cut the books", rekeying::booksAreCut);
        rekeying.copyReadings();
        return rekeying.skipWhatIsRead().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static Set<String> keys(List<? extends ConsumerRecord<String, ?>> records) {
        Set<String> keys = new HashSet<>();
        records.forEach(record -> keys.add(record.key()));
        return keys;
    }

    private static void assertInTheirPlaces(Settings settings) throws Exception {
        Map<String, Integer> used = new HashMap<>();
        for (Topic<?> topic : Topics.all()) {
            // a command goes to every partition
            if (!topic.byBook() || topic == Topics.STEERING_COMMANDS) continue;
            try (var admin = Clients.admin(settings)) {
                assertThat(admin.describeTopics(List.of(topic.name()))
                                .allTopicNames()
                                .get()
                                .get(topic.name())
                                .partitions())
                        .hasSize(PARTITIONS);
            }
            Set<Integer> partitions = new HashSet<>();
            for (var record : records(settings, topic)) {
                assertThat(record.partition())
                        .as(topic.name() + "/" + record.key())
                        .isEqualTo(BookPartitioner.partition(record.key(), PARTITIONS));
                partitions.add(record.partition());
            }
            used.put(topic.name(), partitions.size());
        }
        assertThat(used)
                .hasSize(4)
                .allSatisfy(
                        (topic, partitions) -> assertThat(partitions).as(topic).isGreaterThan(4));
    }
}
