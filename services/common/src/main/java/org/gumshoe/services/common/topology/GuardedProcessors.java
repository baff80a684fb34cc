// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.topology;

import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.gumshoe.services.common.faults.RecordFault;
import org.gumshoe.services.common.faults.Troubles;
import org.gumshoe.services.common.runtime.DeadLetterHandler;

/**
 * Guard around every processor of a topology (KIP-1112): an error that a record has brought about
 * becomes a {@link RecordFault}, which Kafka Streams hands to {@link DeadLetterHandler}; by itself
 * it hands over no {@link Error} and no {@link ClassCastException}.
 */
public final class GuardedProcessors implements ProcessorWrapper {
    @Override
    public <K, V, K2, V2> WrappedProcessorSupplier<K, V, K2, V2> wrapProcessorSupplier(
            String name, ProcessorSupplier<K, V, K2, V2> supplier) {
        return ProcessorWrapper.asWrapped(new ProcessorSupplier<>() {
            @Override
            public Processor<K, V, K2, V2> get() {
                return new Guarded<>(supplier.get());
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return supplier.stores();
            }
        });
    }

    @Override
    public <K, V, V2> WrappedFixedKeyProcessorSupplier<K, V, V2> wrapFixedKeyProcessorSupplier(
            String name, FixedKeyProcessorSupplier<K, V, V2> supplier) {
        return ProcessorWrapper.asWrappedFixedKey(new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<K, V, V2> get() {
                return new GuardedFixedKey<>(supplier.get());
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return supplier.stores();
            }
        });
    }

    private static final class Guarded<K, V, K2, V2> implements Processor<K, V, K2, V2> {
        private final Processor<K, V, K2, V2> processor;
        private ProcessingContext context;

        Guarded(Processor<K, V, K2, V2> processor) {
            this.processor = processor;
        }

        @Override
        public void init(ProcessorContext<K2, V2> processorContext) {
            context = processorContext;
            processor.init(processorContext);
        }

        @Override
        public void process(Record<K, V> record) {
            guard(context, record, processor::process);
        }

        @Override
        public void close() {
            processor.close();
        }
    }

    private static final class GuardedFixedKey<K, V, V2> implements FixedKeyProcessor<K, V, V2> {
        private final FixedKeyProcessor<K, V, V2> processor;
        private ProcessingContext context;

        GuardedFixedKey(FixedKeyProcessor<K, V, V2> processor) {
            this.processor = processor;
        }

        @Override
        public void init(FixedKeyProcessorContext<K, V2> processorContext) {
            context = processorContext;
            processor.init(processorContext);
        }

        @Override
        public void process(FixedKeyRecord<K, V> record) {
            guard(context, record, processor::process);
        }

        @Override
        public void close() {
            processor.close();
        }
    }

    private static <R> void guard(ProcessingContext context, R record, Consumer<R> process) {
        try {
            process.accept(record);
        } catch (StackOverflowError | ClassCastException e) {
            throw new RecordFault(e);
        } catch (OutOfMemoryError e) {
            String position = context.recordMetadata()
                    .map(at -> at.topic() + "-" + at.partition() + "@" + at.offset())
                    .orElse("");
            if (Troubles.of(context.appConfigs()).blamedForMemory(position)) {
                throw new RecordFault(e);
            }
            throw e;
        }
    }
}
