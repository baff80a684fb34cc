// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka.admin;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.gumshoe.services.common.config.BadSettingsException;
import org.gumshoe.services.common.config.Settings;
import org.gumshoe.services.common.kafka.Topics;

/**
 * What is Gumshoe's on a broker: the topics of the catalogue, the topics that Kafka Streams has made
 * for its services, and its consumer groups. Other topics and groups are not listed and never
 * deleted.
 *
 * @param internal topics of a service alone
 */
public record BrokerHoldings(List<String> topics, List<String> internal, List<String> groups) {
    private static final String PREFIX = "gumshoe-";
    private static final int POLL_MILLIS = 200;

    /** Longer than a broker takes a member for alive that has ended. */
    private static final Duration SESSION_LIMIT = Duration.ofSeconds(8);

    /** @throws BadSettingsException when the broker does not answer or allow it */
    public static BrokerHoldings of(Admin admin, Settings settings) {
        return calling(settings, () -> {
            Set<String> there = admin.listTopics().names().get();
            return new BrokerHoldings(
                    sorted(there, name -> Topics.named(name).isPresent()),
                    sorted(there, BrokerHoldings::isInternal),
                    ConsumerLag.groups(admin));
        });
    }

    private static boolean isInternal(String topic) {
        return topic.startsWith(PREFIX) && (topic.endsWith("-changelog") || topic.endsWith("-repartition"));
    }

    private static List<String> sorted(Set<String> names, Predicate<String> wanted) {
        return names.stream().filter(wanted).sorted().toList();
    }

    public boolean isEmpty() {
        return topics.isEmpty() && internal.isEmpty() && groups.isEmpty();
    }

    /**
     * Returns when no group has a member.
     *
     * @throws BadSettingsException when one still has for longer than a member that has ended
     */
    public void requireUnused(Admin admin, Settings settings) {
        calling(settings, () -> {
            long end = System.nanoTime() + SESSION_LIMIT.toNanos();
            for (List<String> used = used(admin); !used.isEmpty(); used = used(admin)) {
                if (System.nanoTime() > end) {
                    throw new BadSettingsException("Services still run against " + settings.bootstrapServers()
                            + " (members of " + String.join(", ", used) + "): end them first.");
                }
                Thread.sleep(POLL_MILLIS);
            }
            return null;
        });
    }

    private List<String> used(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> used = new HashSet<>();
        for (var group : admin.describeConsumerGroups(groups).describedGroups().values()) {
            unlessGone(group, GroupIdNotFoundException.class)
                    .filter(found -> !found.members().isEmpty())
                    .map(ConsumerGroupDescription::groupId)
                    .forEach(used::add);
        }
        return used.stream().sorted().toList();
    }

    /** Deletes everything and returns when the broker knows none of the topics any more. */
    public void delete(Admin admin, Settings settings) {
        calling(settings, () -> {
            // without topics, a group that is left would continue at offsets of the former ones
            awaitUnlessGone(
                    admin.deleteConsumerGroups(groups).deletedGroups().values(), GroupIdNotFoundException.class);
            List<String> all = Stream.concat(topics.stream(), internal.stream()).toList();
            awaitUnlessGone(admin.deleteTopics(all).topicNameValues().values(), UnknownTopicOrPartitionException.class);
            while (admin.listTopics().names().get().stream().anyMatch(all::contains)) {
                Thread.sleep(POLL_MILLIS);
            }
            return null;
        });
    }

    private static void awaitUnlessGone(Collection<KafkaFuture<Void>> deleted, Class<? extends Exception> gone)
            throws ExecutionException, InterruptedException {
        for (KafkaFuture<Void> one : deleted) {
            unlessGone(one, gone);
        }
    }

    private static <T> Stream<T> unlessGone(KafkaFuture<T> answer, Class<? extends Exception> gone)
            throws ExecutionException, InterruptedException {
        try {
            return Stream.ofNullable(answer.get());
        } catch (ExecutionException e) {
            if (gone.isInstance(e.getCause())) {
                return Stream.empty();
            }
            throw e;
        }
    }

    private interface Call<T> {
        T call() throws ExecutionException, InterruptedException;
    }

    private static <T> T calling(Settings settings, Call<T> call) {
        try {
            return call.call();
        } catch (ExecutionException e) {
            throw TopicAdmin.refused(settings, "find or delete what is Gumshoe's", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadSettingsException(
                    "Interrupted at " + settings.bootstrapServers() + ": run this again to delete the rest.", e);
        }
    }
}
