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
 * {@code minimum} and {@code maximum}, {@code minLength}, {@code maxLength} (code points, as in the
 * forms of keys) and {@code pattern} (of the whole text), {@code minItems} and {@code maxItems},
 * {@code propertyNames} of a map. Two words are not JSON Schema's: a list has {@code asManyAs} items
 * as another one, and a floating-point number is finite unless {@code "finite": false} stands beside
 * it. The lengths of an activation's bytes follow from its other fields.
 */
public final class RecordBounds {
    private static final Map<Schema, RecordBounds> COMPILED = new ConcurrentHashMap<>();

    private record BoundedField(int position, String name, Bound bound) {}

    /** Two lists that belong together, item by item. */
    private record EqualLists(Schema.Field one, Schema.Field other) {
        Optional<String> violation(SpecificRecord record) {
            int size = ((List<?>) record.get(one.pos())).size();
            int wanted = ((List<?>) record.get(other.pos())).size();
            return size == wanted
                    ? Optional.empty()
                    : Optional.of(one.name() + " has " + size + " items; it must have as many as " + other.name()
                            + ", which has " + wanted);
        }
    }

    private final String type;
    private final List<BoundedField> fields = new ArrayList<>();
    private final List<EqualLists> lists = new ArrayList<>();

    private RecordBounds(Schema schema) {
        type = schema.getName();
        for (Schema.Field field : schema.getFields()) {
            Bound.of(field, field.schema())
                    .ifPresent(bound -> fields.add(new BoundedField(field.pos(), field.name(), bound)));
            if (field.getObjectProp("asManyAs") instanceof String other) {
                lists.add(new EqualLists(field, schema.getField(other)));
            }
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
        for (EqualLists pair : lists) {
            Optional<String> violation = pair.violation(record);
            if (violation.isPresent()) {
                return Optional.of("Of " + article(type) + type + ", field " + violation.get() + ".");
            }
        }
        return record instanceof Activation activation ? ActivationShape.violation(activation) : Optional.empty();
    }

    private static String article(String type) {
        return "AEIOU".indexOf(type.charAt(0)) >= 0 ? "an " : "a ";
    }
}
