// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the brokers say of themselves: how many bytes topics and stores take, and whether they answer. A
 * store's size is that of its changelog, from which it can be built anew wherever its process runs.
 */
public final class BrokerView {
    private static final String CHANGELOG = "-changelog";

    private Sizes sizes = new Sizes(Map.of(), List.of());
    private Long awaySince;

    /**
     * Bytes that one copy takes on the brokers.
     *
     * @param topics by name; empty where the brokers do not tell
     */
    public record Sizes(Map<String, Long> topics, List<StoreSize> stores) {}

    /** State store of a service, and the bytes of its changelog. */
    public record StoreSize(String stage, String store, long bytes) {}

    /**
     * Takes in how many bytes each topic takes, internal ones too, and returns what is shown of it.
     */
    synchronized Sizes sizes(Map<String, Long> bytesOfTopics) {
        Map<String, Long> topics = new TreeMap<>();
        List<StoreSize> stores = new ArrayList<>();
        bytesOfTopics.forEach((topic, bytes) -> {
            if (topic.endsWith(CHANGELOG)) {
                store(topic, bytes).ifPresent(stores::add);
            } else if (!topic.startsWith("gumshoe-") && !topic.startsWith("__")) {
                topics.put(topic, bytes);
            }
        });
        stores.sort(Comparator.comparing(StoreSize::stage).thenComparing(StoreSize::store));
        sizes = new Sizes(topics, stores);
        return sizes;
    }

    private static Optional<StoreSize> store(String changelog, long bytes) {
        return Pipeline.STAGES.stream()
                .map(stage -> "gumshoe-" + stage.name() + "-")
                .filter(changelog::startsWith)
                .findFirst()
                .map(start -> new StoreSize(
                        start.substring("gumshoe-".length(), start.length() - 1),
                        changelog.substring(start.length(), changelog.length() - CHANGELOG.length()),
                        bytes));
    }

    public synchronized Sizes sizes() {
        return sizes;
    }

    /**
     * Notes whether the brokers answer.
     *
     * @return whether that is new
     */
    public synchronized boolean answer(boolean theyDo, long at) {
        boolean isNew = theyDo == (awaySince != null);
        awaySince = theyDo ? null : isNew ? Long.valueOf(at) : awaySince;
        return isNew;
    }

    /** Returns since when no broker answers, milliseconds since the epoch; empty while they do. */
    public synchronized Optional<Long> awaySince() {
        return Optional.ofNullable(awaySince);
    }
}
