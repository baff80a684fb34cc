// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Bounds of a record's fields, as its schema states them beside each field in JSON Schema's words:
 * {@code minimum} and {@code maximum}, {@code minLength}, {@code maxLength} (UTF-16 units) and
 * {@code pattern} (of the whole text), {@code minItems} and {@code maxItems}. A floating-point
 * number is always finite.
 */
public final class RecordBounds {
    private static final Map<Schema, RecordBounds> COMPILED = new ConcurrentHashMap<>();

    private record BoundedField(int position, String name, Bound bound) {}

    private final String type;
    private final List<BoundedField> fields = new ArrayList<>();

    private RecordBounds(Schema schema) {
        type = schema.getName();
        for (Schema.Field field : schema.getFields()) {
            Bound.of(field, field.schema())
                    .ifPresent(bound -> fields.add(new BoundedField(field.pos(), field.name(), bound)));
        }
    }

    static RecordBounds of(Schema schema) {
        RecordBounds known = COMPILED.get(schema);
        if (known == null) {
            // not computeIfAbsent: a schema may hold others
            known = new RecordBounds(schema);
            COMPILED.put(schema, known);
        }
        return known;
    }

    /**
     * Checks a record.
     *
     * @throws OutOfBoundsException naming the record, the field, its value (cut) and the bound
     */
    public static void check(SpecificRecord record) {
        of(record.getSchema()).violation(record).ifPresent(sentence -> {
            throw new OutOfBoundsException(sentence);
        });
    }

    Optional<String> violation(SpecificRecord record) {
        for (BoundedField field : fields) {
            String violation = field.bound.violation(record.get(field.position));
            if (violation != null) {
                return Optional.of("Field " + field.name + " of " + article(type) + type + " " + violation + ".");
            }
        }
        return Optional.empty();
    }

    private static String article(String type) {
        return "AEIOU".indexOf(type.charAt(0)) >= 0 ? "an " : "a ";
    }
}
