// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka.admin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.gumshoe.services.common.config.BadSettingsException;

/**
 * Position and lag of a consumer group in one topic, as the brokers know it, wherever the group's
 * process runs. A transaction's end marker takes an offset but is not a record, so up to one offset
 * a partition is not counted as lag.
 *
 * @param done records before the committed offsets
 * @param left records after the committed offsets
 */
public record ConsumerLag(long done, long left) {
    /** Returns the lag by group and topic; groups that have committed nothing are missing. */
    public static Map<String, Map<String, ConsumerLag>> of(Admin admin, List<String> groups) {
        try {
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new TreeMap<>();
            for (String group : groups) {
                Map<TopicPartition, OffsetAndMetadata> offsets = committed(admin, group);
                if (!offsets.isEmpty()) {
                    committed.put(group, offsets);
                }
            }
            var latest = committed.values().stream()
                    .flatMap(offsets -> offsets.keySet().stream())
                    .distinct()
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            var ends = admin.listOffsets(latest).all().get();
            Map<String, Map<String, ConsumerLag>> lags = new TreeMap<>();
            committed.forEach((group, offsets) -> {
                Map<String, ConsumerLag> byTopic = new HashMap<>();
                offsets.forEach((partition, at) -> {
                    long left = ends.get(partition).offset() - at.offset();
                    byTopic.merge(
                            partition.topic(),
                            new ConsumerLag(at.offset(), Math.max(0, left - 1)),
                            (one, other) -> new ConsumerLag(one.done + other.done, one.left + other.left));
                });
                lags.put(group, new TreeMap<>(byTopic));
            });
            return lags;
        } catch (ExecutionException e) {
            throw new BadSettingsException(
                    "The broker does not report the offsets of its consumer groups ("
                            + e.getCause().getMessage() + "); try again.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws InterruptedException, ExecutionException {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get());
            offsets.values().removeIf(Objects::isNull);
            return offsets;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    /** Returns the ids of all of Gumshoe's consumer groups that the brokers know. */
    public static List<String> groups(Admin admin) {
        try {
            return admin.listGroups().all().get().stream()
                    .map(group -> group.groupId())
                    .filter(group -> group.startsWith("gumshoe-"))
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new BadSettingsException(
                    "The broker does not list its consumer groups ("
                            + e.getCause().getMessage() + "); try again.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
