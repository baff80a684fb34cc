// SPDX-License-Identifier: GPL-3.0-or-later
package org.gumshoe.lm.weights.gguf;

import java.nio.file.Path;
import java.util.Map;
import org.gumshoe.BadInputException;
import org.gumshoe.lm.weights.DeclaredNumber;

/**
 * The metadata of a GGUF file: values by key. A getter without a default throws
 * {@link BadInputException} where the value is missing or has another type.
 *
 * @param file file to name in error messages
 * @param values strings, numbers, booleans and arrays, as {@link GgufReader} makes them
 */
public record GgufMetadata(Path file, Map<String, Object> values) {
    boolean has(String key) {
        return values.containsKey(key);
    }

    String string(String key, String defaultValue) {
        return values.get(key) instanceof String s ? s : defaultValue;
    }

    String string(String key) {
        return required(key, string(key, null));
    }

    /** Returns a whole number of 0 or more. */
    int integer(String key) {
        return integer(key, 0, Integer.MAX_VALUE);
    }

    int integer(String key, int least, int most) {
        return new DeclaredNumber(file, key, required(key, number(key))).whole(least, most);
    }

    int integer(String key, int defaultValue) {
        return has(key) ? integer(key) : defaultValue;
    }

    double real(String key) {
        return new DeclaredNumber(file, key, required(key, number(key))).real(0);
    }

    double real(String key, double defaultValue) {
        return has(key) ? real(key) : defaultValue;
    }

    boolean flag(String key, boolean defaultValue) {
        return values.get(key) instanceof Boolean b ? b : defaultValue;
    }

    String[] strings(String key) {
        return required(key, values.get(key) instanceof String[] s ? s : null);
    }

    /** Returns the numbers of an array, or null where there is no such array. */
    double[] numbers(String key) {
        return values.get(key) instanceof double[] n ? n : null;
    }

    /** Returns a number, or the first of an array: some files repeat one number for each block. */
    private Object number(String key) {
        Object value = values.get(key);
        return value instanceof double[] numbers ? numbers.length == 0 ? null : numbers[0] : value;
    }

    private <T> T required(String key, T value) {
        if (value == null) {
            throw new BadInputException(
                    file + " has no usable \"" + key + "\" in its GGUF metadata; convert the model again.");
        }
        return value;
    }
}
