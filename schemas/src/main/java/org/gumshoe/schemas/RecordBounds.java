// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Bounds of a record's fields, as its schema states them beside each field in JSON Schema's words:
 * {@code minimum}, {@code exclusiveMinimum} and {@code maximum}, {@code minLength}, {@code maxLength}
 * (code points, as in the forms of keys) and {@code pattern} (of the whole text), {@code minItems} and {@code maxItems},
 * and {@code propertyNames} (of a map). In ours, {@code "size": "topics"} says that an array has as
 * many items as the field {@code topics} says or has. A floating-point number is finite unless
 * {@code "finite": false} stands beside it. The lengths of an activation's bytes follow from its
 * other fields.
 */
public final class RecordBounds {
    private static final Map<Schema, RecordBounds> COMPILED = new ConcurrentHashMap<>();

    private record BoundedField(int position, String name, Bound bound) {}

    /** Array that has as many items as another field says, if that is a number, or has. */
    private record SizedField(int position, String name, int sizePosition, String sizeName) {
        String violation(SpecificRecord record) {
            int size = ((Collection<?>) record.get(position)).size();
            int wanted =
                    switch (record.get(sizePosition)) {
                        case Collection<?> other -> other.size();
                        case Integer number -> number;
                        default -> size;
                    };
            return size == wanted ? null : "has " + size + " items; by " + sizeName + " it must have " + wanted;
        }
    }

    private final String type;
    private final List<BoundedField> fields = new ArrayList<>();
    private final List<SizedField> sized = new ArrayList<>();

    private RecordBounds(Schema schema) {
        type = schema.getName();
        for (Schema.Field field : schema.getFields()) {
            Bound.of(field, field.schema())
                    .ifPresent(bound -> fields.add(new BoundedField(field.pos(), field.name(), bound)));
            if (field.getObjectProp("size") instanceof String other) {
                sized.add(new SizedField(
                        field.pos(), field.name(), schema.getField(other).pos(), other));
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
                return sentence(field.name, violation);
            }
        }
        for (SizedField field : sized) {
            String violation = field.violation(record);
            if (violation != null) {
                return sentence(field.name, violation);
            }
        }
        return record instanceof Activation activation ? ActivationShape.violation(activation) : Optional.empty();
    }

    private Optional<String> sentence(String field, String violation) {
        return Optional.of("Field " + field + " of " + article(type) + type + " " + violation + ".");
    }

    private static String article(String type) {
        return "AEIOU".indexOf(type.charAt(0)) >= 0 ? "an " : "a ";
    }
}
