// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.upgrade;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Holders of the partitions of a topic in a consumer group: instances by partition. */
final class GroupHolders {
    private GroupHolders() {}

    /**
     * Returns the instance that holds each partition.
     *
     * @param instances names, each a part of the names of its members
     */
    static Map<Integer, String> of(Admin admin, String group, String topic, Collection<String> instances)
            throws ExecutionException, InterruptedException {
        Map<Integer, String> holders = new TreeMap<>();
        for (MemberDescription member : members(admin, group)) {
            String id = member.groupInstanceId().orElse("");
            instances.stream()
                    .filter(id::contains)
                    .forEach(instance -> member.assignment().topicPartitions().stream()
                            .filter(partition -> partition.topic().equals(topic))
                            .forEach(partition -> holders.put(partition.partition(), instance)));
        }
        return holders;
    }

    private static Collection<MemberDescription> members(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        try {
            return admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get()
                    .members();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) return List.of();
            throw e;
        }
    }
}
