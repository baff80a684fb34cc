// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.ingest;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.gumshoe.services.common.kafka.Topic;
import org.gumshoe.services.common.kafka.UnreadableRecord;

/**
 * Keeper of a topic that is read as a table. Readers leave out a broken record, so the last good one
 * of its key stays in force; but compaction would remove just that one, and a reader that starts
 * later would find nothing. So the keeper writes it once more behind the broken record.
 */
public final class TableKeeper extends ContextualProcessor<String, byte[], String, byte[]> {
    /** Header of a record that a keeper has written once more. */
    public static final String RESTORED = "gumshoe.restored";

    private final Topic<?> topic;
    private final String store;
    private KeyValueStore<String, byte[]> good;

    /** @param store of the last good value of each key */
    TableKeeper(Topic<?> topic, String store) {
        this.topic = topic;
        this.store = store;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        good = context.getStateStore(store);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Optional<byte[]> last = Optional.ofNullable(record.key()).map(good::get);
        try {
            topic.read(record.key(), record.value(), offset());
        } catch (UnreadableRecord e) {
            last.ifPresent(value -> restore(record, value));
            throw e;
        }
        boolean isRestored = record.headers().lastHeader(RESTORED) != null;
        if (isRestored && !Arrays.equals(last.orElse(null), record.value())) {
            // another good one came between the broken record and this one
            restore(record, last.orElse(null));
        } else {
            good.put(record.key(), record.value());
        }
    }

    private void restore(Record<String, byte[]> broken, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(RESTORED, new byte[0]);
        context().forward(broken.withValue(value).withHeaders(headers));
    }

    private long offset() {
        return context().recordMetadata().map(RecordMetadata::offset).orElse(Long.MAX_VALUE);
    }
}
