// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.TopicTable;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.records.BookSender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the broker writes down for services that have nothing to do. */
class StandingStillTest {
    private static final Settings SETTINGS =
            new Settings(Map.of("broker.port", "0", "port", "0", "passage.words", "20", "commit.interval.ms", "100"));
    private static final List<String> SERVICES =
            List.of("ingest", "topics", "assignments", "stitch", "steering", "evaluation");
    private static final int INTERNAL_PARTITIONS = 4;
    private static final int REST_MILLIS = 3000;

    @TempDir
    private Path dir;

    @Test
    void servicesThatOnlyLookAtTheirClocksCommitNothing() throws Exception {
        try (var system = Standalone.start(dir, SETTINGS, SERVICES);
                var admin = Clients.admin(system.settings());
                var passages = new TopicTable<>(system.settings(), Topics.PASSAGES)) {
            await("it is ready", () -> system.services().stream().allMatch(service -> service.ready()));
            send(system, "first");
            await("the first book is passages", () -> passages.view().containsKey("first#0"));

            await("nothing is committed for a while", () -> ends(admin).equals(afterARest(admin)));

            Map<TopicPartition, Long> atRest = ends(admin);
            send(system, "second");
            await("the second book is passages", () -> passages.view().containsKey("second#0"));
            assertThat(ends(admin)).isNotEqualTo(atRest);
        }
    }

    private static void send(Standalone system, String id) {
        try (var producer = Clients.producer(system.settings(), Topics.BOOKS, null)) {
            BookSender.send(
                    producer, id, id, "Author", List.of(), "She looked at the door and said nothing. ".repeat(12));
        }
    }

    private static Map<TopicPartition, Long> afterARest(Admin admin) {
        try {
            Thread.sleep(REST_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return ends(admin);
    }

    /** Returns the ends of the topics in which transactions and offsets of groups are. */
    private static Map<TopicPartition, Long> ends(Admin admin) {
        Map<TopicPartition, OffsetSpec> asked = List.of("__transaction_state", "__consumer_offsets").stream()
                .flatMap(topic -> IntStream.range(0, INTERNAL_PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition)))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        try {
            return admin.listOffsets(asked).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            (Map.Entry<TopicPartition, ListOffsetsResultInfo> end) ->
                                    end.getValue().offset()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
