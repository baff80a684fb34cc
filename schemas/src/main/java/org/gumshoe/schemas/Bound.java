// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.schemas;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Bound of one value: of a field, or of each element of an array or map. */
interface Bound {
    /** Returns what is wrong with a value, to follow its name in a sentence; null when nothing is. */
    String violation(Object value);

    /**
     * Makes the bound of a value.
     *
     * @param stated the field or schema that states it
     * @param schema the value's schema
     * @return empty when any value of the schema will do
     */
    static Optional<Bound> of(JsonProperties stated, Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG -> number(stated, false);
            case FLOAT, DOUBLE -> number(stated, true);
            case STRING -> text(stated::getObjectProp);
            case ARRAY -> Optional.of(items(stated, of(schema.getElementType(), schema.getElementType())));
            case MAP -> Optional.of(entries(stated, of(schema.getValueType(), schema.getValueType())));
            case RECORD ->
                Optional.of(value -> RecordBounds.of(schema)
                        .violation((SpecificRecord) value)
                        .map(violation -> "is out of bounds: " + violation.replaceFirst("\\.$", ""))
                        .orElse(null));
            case UNION ->
                schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .flatMap(type -> of(stated, type))
                        .map(bound -> value -> value == null ? null : bound.violation(value));
            default -> Optional.empty();
        };
    }

    private static Optional<Bound> number(JsonProperties stated, boolean floating) {
        Object least = stated.getObjectProp("minimum");
        Object above = stated.getObjectProp("exclusiveMinimum");
        Object most = stated.getObjectProp("maximum");
        boolean anyNumber = !floating || Boolean.FALSE.equals(stated.getObjectProp("finite"));
        if (anyNumber && least == null && above == null && most == null) {
            return Optional.empty();
        }
        double minimum = least == null ? -Double.MAX_VALUE : ((Number) least).doubleValue();
        double maximum = most == null ? Double.MAX_VALUE : ((Number) most).doubleValue();
        return Optional.of(value -> {
            double number = ((Number) value).doubleValue();
            if (above != null && number <= ((Number) above).doubleValue()) {
                return "is " + value + "; it must lie above " + above;
            }
            if (minimum <= number && number <= maximum) {
                return null;
            }
            return "is " + value
                    + (Double.isFinite(number) ? "; it must lie " + range(least, most) : "; it must be finite");
        });
    }

    private static String range(Object least, Object most) {
        return most == null
                ? "at or above " + least
                : least == null ? "at or below " + most : "between " + least + " and " + most;
    }

    private static Optional<Bound> text(Function<String, Object> stated) {
        int least = integer(stated, "minLength", 0);
        int most = integer(stated, "maxLength", Integer.MAX_VALUE);
        Object pattern = stated.apply("pattern");
        if (least == 0 && most == Integer.MAX_VALUE && pattern == null) {
            return Optional.empty();
        }
        Pattern compiled = pattern == null ? null : Pattern.compile(pattern.toString());
        return Optional.of(value -> {
            String text = value.toString();
            int characters = text.codePointCount(0, text.length());
            if (characters < least || characters > most) {
                return "has " + characters + " characters; it must have " + least + " to " + most;
            }
            return compiled == null || compiled.matcher(text).matches()
                    ? null
                    : "does not have the form " + compiled.pattern();
        });
    }

    private static Bound items(JsonProperties stated, Optional<Bound> element) {
        Bound size = size(stated, "items");
        return value -> {
            Collection<?> items = (Collection<?>) value;
            String violation = size.violation(items.size());
            return violation != null || element.isEmpty() ? violation : first("a value", items, element.get());
        };
    }

    private static Bound entries(JsonProperties stated, Optional<Bound> element) {
        Bound size = size(stated, "entries");
        Optional<Bound> names =
                stated.getObjectProp("propertyNames") instanceof Map<?, ?> words ? text(words::get) : Optional.empty();
        return value -> {
            Map<?, ?> entries = (Map<?, ?>) value;
            String violation = size.violation(entries.size());
            if (violation == null && names.isPresent()) {
                violation = first("a name", entries.keySet(), names.get());
            }
            return violation != null || element.isEmpty()
                    ? violation
                    : first("a value", entries.values(), element.get());
        };
    }

    private static Bound size(JsonProperties stated, String noun) {
        int least = integer(stated::getObjectProp, "minItems", 0);
        int most = integer(stated::getObjectProp, "maxItems", Integer.MAX_VALUE);
        return value -> {
            int size = (Integer) value;
            return least <= size && size <= most
                    ? null
                    : "has " + size + " " + noun + "; it must have " + least + " to " + most;
        };
    }

    private static String first(String what, Collection<?> values, Bound bound) {
        for (Object value : values) {
            String violation = bound.violation(value);
            if (violation != null) {
                return "holds " + what + " that " + violation;
            }
        }
        return null;
    }

    private static int integer(Function<String, Object> stated, String name, int fallback) {
        return stated.apply(name) instanceof Number number ? number.intValue() : fallback;
    }
}
