// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.services.common.kafka.TestTopology;

/** Processor with a journal that a test stops and starts again on the stores that it left. */
public final class RestartableProcessor<V, R> {
    private final Supplier<? extends Processor<String, V, String, R>> processors;
    private final List<StateStore> stores;
    private MockProcessorContext<String, R> context;
    private Processor<String, V, String, R> processor;
    private long time = TestTopology.START.toEpochMilli();

    /**
     * @param more stores of the processor besides those of its journal, as {@link #store} and
     *     {@link #table} make them
     */
    public RestartableProcessor(
            String journal,
            Serde<V> values,
            Supplier<? extends Processor<String, V, String, R>> processors,
            StateStore... more) {
        this.processors = processors;
        stores = new ArrayList<>(List.of(more));
        stores.add(store(Stores.inMemoryKeyValueStore(journal + "-records"), Serdes.Long(), values));
        stores.add(store(Stores.inMemoryKeyValueStore(journal + "-checkpoint"), Serdes.Integer(), Serdes.ByteArray()));
        var owner = new MockProcessorContext<String, R>();
        stores.forEach(store -> store.init(owner.getStateStoreContext(), store));
        restart();
    }

    private static <K, V> StateStore store(KeyValueBytesStoreSupplier supplier, Serde<K> keys, Serde<V> values) {
        return Stores.keyValueStoreBuilder(supplier, keys, values)
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
    }

    public static <T> KeyValueStore<String, T> store(String name, Serde<T> values) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
    }

    /** Makes the store of a global table. */
    public static <T> KeyValueStore<String, ValueAndTimestamp<T>> table(String name, Serde<T> values) {
        return Stores.timestampedKeyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
    }

    /** Starts another instance on the stores of the one before. */
    public void restart() {
        context = new MockProcessorContext<>();
        stores.forEach(context::addStateStore);
        context.setCurrentSystemTimeMs(time);
        processor = processors.get();
        processor.init(context);
    }

    public void process(String key, V value) {
        processor.process(new Record<>(key, value, time));
    }

    /** Lets time pass and returns the records that were forwarded since. */
    public List<Record<? extends String, ? extends R>> after(long millis) {
        time += millis;
        context.setCurrentSystemTimeMs(time);
        context.resetForwards();
        context.scheduledPunctuators().forEach(p -> p.getPunctuator().punctuate(time));
        return context.forwarded().stream()
                .<Record<? extends String, ? extends R>>map(MockProcessorContext.CapturedForward::record)
                .toList();
    }
}
