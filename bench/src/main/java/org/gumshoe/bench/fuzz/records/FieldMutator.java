// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.bench.fuzz.records;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.gumshoe.bench.fuzz.Mutator;

/** A mutator of single fields, which keep the types of their schema. */
final class FieldMutator {
    private static final double[] NUMBERS = {
        0,
        -0.,
        1,
        -1,
        .5,
        2,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        1e-30,
        1e30,
        1000,
        -1000
    };
    private static final int LONGEST = 1 << 18;

    private final Random random;

    FieldMutator(Random random) {
        this.random = random;
    }

    /** Changes a field of a record, or of a record within it. */
    void change(SpecificRecord record) {
        List<Schema.Field> fields = record.getSchema().getFields();
        int position = random.nextInt(fields.size());
        record.put(position, changed(fields.get(position).schema(), record.get(position)));
    }

    private Object changed(Schema schema, Object value) {
        return switch (schema.getType()) {
            case UNION -> union(schema, value);
            case BOOLEAN -> !(Boolean) value;
            case INT -> (int) whole(((Integer) value).longValue());
            case LONG -> whole((Long) value);
            case FLOAT -> (float) real(((Float) value).doubleValue());
            case DOUBLE -> real((Double) value);
            case STRING -> text(value.toString());
            case BYTES -> bytes((ByteBuffer) value);
            case ARRAY -> list(schema.getElementType(), (List<?>) value);
            case MAP -> map(schema.getValueType(), (Map<?, ?>) value);
            case RECORD -> {
                change((SpecificRecord) value);
                yield value;
            }
            default -> value;
        };
    }

    private Object union(Schema schema, Object value) {
        Schema type = schema.getTypes().get(1);
        if (value != null) {
            return random.nextInt(3) == 0 ? null : changed(type, value);
        }
        return switch (type.getType()) {
            case INT -> (int) whole(0);
            case LONG -> whole(0);
            case DOUBLE -> real(1);
            case STRING -> text("");
            default -> null; // records, which the seeds have
        };
    }

    private long whole(long value) {
        return switch (random.nextInt(4)) {
            case 0 -> value + 1;
            case 1 -> value - 1;
            case 2 -> random.nextInt(10);
            default -> Mutator.NUMBERS[random.nextInt(Mutator.NUMBERS.length)];
        };
    }

    private double real(double value) {
        return switch (random.nextInt(4)) {
            case 0 -> -value;
            case 1 -> value * Math.pow(10, random.nextInt(41) - 20);
            default -> NUMBERS[random.nextInt(NUMBERS.length)];
        };
    }

    private String text(String value) {
        String piece = Mutator.PIECES[random.nextInt(Mutator.PIECES.length)];
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> piece;
            case 2 -> piece.repeat(1 << random.nextInt(14));
            case 3 -> value.repeat(Math.min(1 << random.nextInt(10), LONGEST / Math.max(1, value.length())));
            case 4 -> value.substring(0, random.nextInt(value.length() + 1)) + piece;
            default -> value + "|" + value;
        };
    }

    private ByteBuffer bytes(ByteBuffer value) {
        byte[] changed = new byte[value.remaining()];
        value.duplicate().get(changed);
        if (changed.length > 0 && random.nextBoolean()) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            return ByteBuffer.wrap(changed);
        }
        return ByteBuffer.wrap(Arrays.copyOf(changed, random.nextInt(2 * changed.length + 2)));
    }

    private List<Object> list(Schema element, List<?> value) {
        List<Object> changed = new ArrayList<>(value);
        int at = changed.isEmpty() ? 0 : random.nextInt(changed.size());
        switch (random.nextInt(changed.isEmpty() ? 1 : 6)) {
            case 0 -> changed.clear();
            case 1 -> changed.remove(at);
            case 2 -> changed.add(at, changed.get(at));
            case 3 -> {
                List<Object> once = List.copyOf(changed);
                for (int times = 1 << random.nextInt(8); times > 0 && changed.size() < LONGEST; times--) {
                    changed.addAll(once);
                }
            }
            default -> changed.set(at, changed(element, changed.get(at)));
        }
        return changed;
    }

    private Map<Object, Object> map(Schema type, Map<?, ?> value) {
        Map<Object, Object> changed = new HashMap<>(value);
        if (changed.isEmpty() || random.nextInt(5) == 0) {
            return new HashMap<>();
        }
        List<Object> keys = new ArrayList<>(changed.keySet());
        Object key = keys.get(random.nextInt(keys.size()));
        Object of = changed.get(key);
        switch (random.nextInt(3)) {
            case 0 -> changed.remove(key);
            case 1 -> changed.put(text(key.toString()), of);
            default -> changed.put(key, changed(type, of));
        }
        return changed;
    }
}
