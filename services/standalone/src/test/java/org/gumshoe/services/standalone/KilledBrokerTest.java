// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gumshoe.services.standalone.TestStream.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directory of a broker as a killed one leaves it. */
class KilledBrokerTest {
    private static final String LOADER = "org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime";
    private static final Pattern LOAD =
            Pattern.compile("Scheduling loading of metadata from (__consumer_offsets-\\d+)");
    private static final TopicPartition BOOKS = new TopicPartition("books", 0);
    private static final List<String> GROUPS = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    @TempDir
    private Path dir;

    @TempDir
    private Path copy;

    private static Admin admin(EmbeddedBroker broker) {
        return Clients.admin(new Settings(Map.of("bootstrap.servers", broker.bootstrapServers())));
    }

    /** Kafka takes the end of one load for the end of the next, so a second one would leave groups without offsets. */
    @Test
    void itsGroupsAreLoadedOnce() throws Exception {
        try (var broker = new EmbeddedBroker(dir, 0);
                var admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic("books", 1, (short) 1)))
                    .all()
                    .get();
            for (String group : GROUPS) {
                admin.alterConsumerGroupOffsets(group, Map.of(BOOKS, new OffsetAndMetadata(7)))
                        .all()
                        .get();
            }
            KilledFiles.copy(dir, copy);
        }

        try (var loads = new Loads();
                var broker = new EmbeddedBroker(copy, 0);
                var admin = admin(broker)) {
            for (String group : GROUPS) {
                assertThat(admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get())
                        .as(group)
                        .isEqualTo(Map.of(BOOKS, new OffsetAndMetadata(7)));
            }
            await("the partitions of groups are loaded", loads.seen, () -> loads.seen.size() >= 4);
            assertThat(loads.seen).hasSize(4).doesNotHaveDuplicates();
        }
    }

    /** Partitions of consumer groups that the broker of this process begins to load, as it says in its log. */
    private static final class Loads extends AbstractAppender implements AutoCloseable {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();
        private final Logger logger = (Logger) LogManager.getLogger(LOADER);
        private final Level before = logger.getLevel();

        private Loads() {
            super("loads", null, null, true, Property.EMPTY_ARRAY);
            start();
            logger.addAppender(this);
            logger.setLevel(Level.INFO);
        }

        @Override
        public void append(LogEvent event) {
            Matcher load = LOAD.matcher(event.getMessage().getFormattedMessage());
            if (load.find()) seen.add(load.group(1));
        }

        @Override
        public void close() {
            logger.removeAppender(this);
            logger.setLevel(before);
        }
    }
}
