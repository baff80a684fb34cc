// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.topology;

import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Supplier of a processor together with the stores that it uses. */
public record StatefulProcessor<KIn, VIn, KOut, VOut>(
        Supplier<Processor<KIn, VIn, KOut, VOut>> processor, Set<StoreBuilder<?>> stores)
        implements ProcessorSupplier<KIn, VIn, KOut, VOut> {

    public StatefulProcessor {
        stores = Set.copyOf(stores);
    }

    /**
     * Combines a processor and its stores.
     *
     * @param processor makes a new processor at each call
     */
    public static <KIn, VIn, KOut, VOut> StatefulProcessor<KIn, VIn, KOut, VOut> of(
            Supplier<Processor<KIn, VIn, KOut, VOut>> processor, StoreBuilder<?>... stores) {
        return new StatefulProcessor<>(processor, Set.of(stores));
    }

    @Override
    public Processor<KIn, VIn, KOut, VOut> get() {
        return processor.get();
    }

    /** Describes a persistent store with text keys. */
    public static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
        return store(name, Serdes.String(), values);
    }

    /** Describes a persistent store. */
    public static <K, V> StoreBuilder<KeyValueStore<K, V>> store(String name, Serde<K> keys, Serde<V> values) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, values);
    }
}
