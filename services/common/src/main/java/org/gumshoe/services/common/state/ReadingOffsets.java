// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.state;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.gumshoe.schemas.Activation;
import org.gumshoe.schemas.ModelAnnouncement;
import org.gumshoe.schemas.Passage;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Clients;
import org.gumshoe.services.common.kafka.Topics;
import org.gumshoe.services.common.kafka.admin.ConsumerLag;
import org.gumshoe.services.common.records.ModelReading;
import org.gumshoe.services.common.records.PassageReading;

/**
 * Offsets at which models go on reading after a move: in each partition, the first passage without
 * an activation of its text. A passage behind that one is read again, to the same activation.
 */
final class ReadingOffsets {
    private final Settings from;
    private final Settings to;

    ReadingOffsets(Settings from, Settings to) {
        this.from = from;
        this.to = to;
    }

    /** Newest record of a passage. */
    private record Wanted(long offset, Passage passage, long textHash) {}

    /**
     * Commits the offsets of all groups that the old system has.
     *
     * @return how many passages each group passes over
     * @throws BadSettingsException when a group is at work
     */
    Map<String, Long> commit(Collection<TopicPartition> passages) {
        Map<String, ModelAnnouncement> groups = groups();
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets = new TreeMap<>();
        Map<String, Long> passedOver = new TreeMap<>();
        groups.keySet().forEach(group -> offsets.put(group, new HashMap<>()));
        for (TopicPartition partition : passages) {
            Map<String, Long> read = read(new TopicPartition(Topics.ACTIVATIONS.name(), partition.partition()));
            Map<String, Wanted> wanted = new HashMap<>();
            long end = wanted(partition, wanted);
            groups.forEach((group, model) -> {
                long first = firstUnread(wanted, read, model, end);
                offsets.get(group).put(partition, new OffsetAndMetadata(first));
                long before = wanted.values().stream()
                        .filter(passage -> passage.offset() < first)
                        .count();
                passedOver.merge(group, before, Long::sum);
            });
        }
        offsets.forEach(this::commit);
        return passedOver;
    }

    /** Returns the announced model of each group that has read in the old system. */
    private Map<String, ModelAnnouncement> groups() {
        Map<String, ModelAnnouncement> groups = new TreeMap<>();
        try (Admin admin = Clients.admin(from)) {
            var read = ConsumerLag.of(
                            admin,
                            ConsumerLag.groups(admin).stream()
                                    .filter(Rekeying::isReading)
                                    .toList())
                    .keySet();
            SystemState.read(to).of(Topics.LANGUAGE_MODELS).rows().forEach((key, row) -> {
                ModelAnnouncement model = Topics.LANGUAGE_MODELS.read(key, row.value(), Long.MAX_VALUE);
                String group = ModelReading.of(model).group(model.getRole());
                if (read.contains(group)) groups.put(group, model);
            });
        }
        return groups;
    }

    /** Returns the hash of the text that was read, by the activation's key. */
    private Map<String, Long> read(TopicPartition activations) {
        Map<String, Long> read = new HashMap<>();
        TopicBytes.read(to, List.of(activations), record -> {
            Activation activation = Topics.ACTIVATIONS.read(record.key(), record.value(), record.offset());
            if (activation == null) read.remove(record.key());
            else read.put(record.key(), activation.getTextHash());
        });
        return read;
    }

    /** Returns the partition's end. */
    private long wanted(TopicPartition passages, Map<String, Wanted> wanted) {
        return TopicBytes.read(to, List.of(passages), record -> {
                    Passage passage = Topics.PASSAGES.read(record.key(), record.value(), record.offset());
                    if (passage == null) {
                        wanted.remove(record.key());
                        return;
                    }
                    long hash = PassageReading.textHash(passage.getText());
                    passage.setText("");
                    wanted.put(record.key(), new Wanted(record.offset(), passage, hash));
                })
                .get(passages);
    }

    private static long firstUnread(
            Map<String, Wanted> wanted, Map<String, Long> read, ModelAnnouncement model, long end) {
        ModelReading reading = ModelReading.of(model);
        return wanted.entrySet().stream()
                .filter(entry -> PassageReading.isRead(entry.getValue().passage(), model.getSha256()))
                .filter(entry -> !Long.valueOf(entry.getValue().textHash())
                        .equals(read.get(reading.key(entry.getKey(), model.getRole()))))
                .mapToLong(entry -> entry.getValue().offset())
                .min()
                .orElse(end);
    }

    private void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try (Admin admin = Clients.admin(to)) {
            admin.alterConsumerGroupOffsets(group, offsets).all().get();
        } catch (ExecutionException e) {
            throw new BadSettingsException(
                    "Kafka at " + to.bootstrapServers() + " does not let group " + group + " pass over what is read ("
                            + e.getCause().getMessage() + "): end the activations services there, and run this again.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadSettingsException("Interrupted before group " + group + " could pass over what is read.", e);
        }
    }
}
