// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.kafka;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.gumshoe.services.common.faults.Faults;
import org.gumshoe.services.common.faults.Troubles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer of a global table that no record can make throw: Kafka Streams cannot send dead letters
 * from the thread of global tables, and ends with an exception there (4.3.1). A broken record is
 * logged, and the last good value of its key stays in force; the topic's keeper sends the letter. A record of one key too many is left out too, and {@code /ready}
 * tells it, since the rows lie in memory.
 */
final class TableRows<V> implements Processor<String, byte[], Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(TableRows.class);

    private final Topic<V> topic;
    private final String store;
    private ProcessorContext<Void, Void> context;
    private TimestampedKeyValueStore<String, V> rows;

    TableRows(Topic<V> topic, String store) {
        this.topic = topic;
        this.store = store;
    }

    @Override
    public void init(ProcessorContext<Void, Void> processorContext) {
        context = processorContext;
        rows = context.getStateStore(store);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        V value;
        try {
            value = topic.read(record.key(), record.value(), Door.offset(context));
        } catch (RuntimeException e) {
            LOG.warn("{}: a record is left out, and what was there stays: {}", store, Faults.sentence(e));
            return;
        }
        if (value == null) {
            rows.delete(record.key());
            if (rows.approximateNumEntries() < topic.maxRows()) {
                Troubles.of(context.appConfigs()).resolve(store);
            }
        } else if (rows.approximateNumEntries() >= topic.maxRows() && rows.get(record.key()) == null) {
            Troubles.of(context.appConfigs())
                    .report(
                            store,
                            "the topic " + topic.name() + " has more than " + topic.maxRows()
                                    + " keys, and further ones are left out; remove some and start again");
        } else {
            rows.put(record.key(), ValueAndTimestamp.make(value, record.timestamp()));
        }
    }
}
