// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Shape of a JSON object that holds some of a record's fields. It makes the object of a record, and
 * describes it in JSON Schema with the bounds that the Avro schema states beside each field.
 *
 * @param record Avro schema
 * @param fields those that the object has, in order
 * @param required those of them that a request must have; an answer has all
 * @param added what is said of a property beyond its Avro schema, or instead of one
 */
public record Shape(Schema record, List<String> fields, List<String> required, Map<String, Map<String, Object>> added) {
    private static final List<String> BOUNDS =
            List.of("minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems");

    public static Shape of(Schema record, String... fields) {
        return new Shape(record, List.of(fields), List.of(fields), Map.of());
    }

    public Shape require(String... names) {
        return new Shape(record, fields, List.of(names), added);
    }

    /** Says more of a property; one that is no field of the record comes after the fields. */
    public Shape with(String name, Map<String, Object> words) {
        Map<String, Map<String, Object>> more = new TreeMap<>(added);
        more.put(name, words);
        return new Shape(record, fields, required, more);
    }

    /** Returns a record's fields by name. */
    public Map<String, Object> values(SpecificRecord record) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach(field ->
                values.put(field, record.get(this.record.getField(field).pos())));
        return values;
    }

    /** Returns the description of the object in JSON Schema. */
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach(field -> properties.put(field, property(field)));
        added.forEach(properties::putIfAbsent);
        return new LinkedHashMap<>(Map.of(
                "type", "object", "properties", properties, "required", required, "additionalProperties", false));
    }

    /** Returns the description of one field in JSON Schema. */
    public Map<String, Object> property(String name) {
        Schema.Field field = record.getField(name);
        Map<String, Object> words = described(field, field.schema());
        if (field.doc() != null) {
            words.put("description", field.doc());
        }
        words.putAll(added.getOrDefault(name, Map.of()));
        return words;
    }

    private static Map<String, Object> described(JsonProperties stated, Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return described(stated, withoutNull(schema));
        }
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("type", type(schema));
        if (schema.getType() == Schema.Type.ARRAY) {
            words.put("items", described(schema.getElementType(), schema.getElementType()));
        }
        for (String bound : BOUNDS) {
            Object value = stated.getObjectProp(bound);
            if (value != null) {
                // Avro's bound is of the whole text, JSON Schema's of a part
                words.put(bound, bound.equals("pattern") ? "^(?:" + value + ")$" : value);
            }
        }
        return words;
    }

    private static Schema withoutNull(Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG -> "integer";
            case FLOAT, DOUBLE -> "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            default -> "string";
        };
    }
}
