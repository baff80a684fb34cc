// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.services.gateway.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shape of an answer in JSON Schema, made of the record that is written as the answer. */
public final class AnswerShape {
    private static final Set<String> JSON = Set.of("application/json");

    private AnswerShape() {}

    /** Describes an answer of one record. */
    public static Call.Content of(Class<? extends Record> type, String description) {
        return new Call.Content(JSON, schema(type), description);
    }

    /** Describes an answer that lists records. */
    public static Call.Content list(Class<? extends Record> type, String description) {
        return new Call.Content(JSON, Map.of("type", "array", "items", schema(type)), description);
    }

    private static Map<String, Object> schema(Type type) {
        return switch (type) {
            case ParameterizedType list
            when list.getRawType() == List.class ->
                Map.of("type", "array", "items", schema(list.getActualTypeArguments()[0]));
            case ParameterizedType map
            when map.getRawType() == Map.class ->
                Map.of("type", "object", "additionalProperties", schema(map.getActualTypeArguments()[1]));
            case Class<?> record when record.isRecord() -> object(record);
            case Class<?> array
            when array.isArray() -> Map.of("type", "array", "items", schema(array.getComponentType()));
            case Class<?> plain -> Map.of("type", name(plain));
            default -> Map.of();
        };
    }

    private static Map<String, Object> object(Class<?> record) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            properties.put(component.getName(), schema(component.getGenericType()));
            names.add(component.getName());
        }
        return Map.of("type", "object", "properties", properties, "required", names);
    }

    private static Object name(Class<?> type) {
        if (type == boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == long.class) {
            return "integer";
        }
        if (type == float.class || type == double.class) {
            return "number";
        }
        // boxed numbers are those that may be missing
        return Number.class.isAssignableFrom(type) ? List.of("number", "null") : "string";
    }
}
