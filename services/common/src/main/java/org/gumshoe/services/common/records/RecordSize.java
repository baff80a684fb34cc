// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.common.records;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * Size of a record in memory, roughly: what is kept of records is bounded by it, since one record may
 * be a thousand times as large as another of its kind.
 */
public final class RecordSize {
    /** A reference and the head of an object. */
    private static final int OBJECT = 24;

    private RecordSize() {}

    /** Returns the size in bytes; 0 for null. */
    public static long bytes(SpecificRecord record) {
        return record == null ? 0 : ofFields(record);
    }

    private static long ofFields(SpecificRecord record) {
        long bytes = OBJECT;
        for (int field = 0; field < record.getSchema().getFields().size(); field++) {
            bytes += of(record.get(field));
        }
        return bytes;
    }

    private static long of(Object value) {
        return switch (value) {
            case null -> 0;
            case CharSequence text -> 2L * OBJECT + 2L * text.length();
            case ByteBuffer bytes -> 2L * OBJECT + bytes.remaining();
            case Map<?, ?> map ->
                OBJECT
                        + map.entrySet().stream()
                                .mapToLong(entry -> 2L * OBJECT + of(entry.getKey()) + of(entry.getValue()))
                                .sum();
            // numbers are many, and each is an object
            case Collection<?> items
            when !items.isEmpty() && items.iterator().next() instanceof Number -> OBJECT + (long) OBJECT * items.size();
            case Collection<?> items ->
                OBJECT + items.stream().mapToLong(RecordSize::of).sum();
            case SpecificRecord record -> ofFields(record);
            default -> OBJECT;
        };
    }
}
